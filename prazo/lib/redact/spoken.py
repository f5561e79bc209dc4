"""Secrets with a fixed phrase before them: PINs, card codes, headers, addresses, commands."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from prazo.lib.redact.found import DOT, Hit
from prazo.lib.redact.guess import looks_random
from prazo.lib.redact.pattern import key

SAID = r"(?:is|was|é|es|ist|lautet|это|est|è)"


@dataclass(frozen=True, slots=True)
class Phrase:
    """An expression for the text in lower case, with the secret in its group `secret`. It begins
    with one of `starts`, and is tried where those stand. A `shown` secret keeps its ends, another
    is masked whole."""

    kind: str
    starts: tuple[str, ...]
    regex: re.Pattern[str]
    shown: bool = False


SPOKEN: tuple[Phrase, ...] = (
    Phrase("pin", ("pin", "puk", "пин"), re.compile(
        r"(?<![\w-])(?:pin|puk|пин)(?:-?code|[- ]?код\w{0,2})?(?![\w-])"
        rf"[ \t]{{0,3}}(?:[:=—-]|{SAID}(?!\w))?[ \t]{{0,3}}(?P<secret>\d{{4,8}})(?![\w/-])")),
    Phrase("card code", ("cvv", "cvc", "csc"), re.compile(
        r"(?<!\w)c(?:vv|vc|sc)2?(?!\w)(?:[ \t]+(?:do|da|del|de la|of the|der)[ \t]+\w{3,10})?"
        rf"[ \t]{{0,3}}(?:[:=-]|{SAID}(?!\w))?[ \t]{{0,3}}(?P<secret>\d{{3,4}})(?![\w/-])")),
    Phrase("card code", ("código de segur", "codigo de segur", "security code", "prüf",
                         "код безопасности"), re.compile(
        r"(?:c[óo]digo de segur(?:ança|anca|idad)|security code|prüf(?:nummer|ziffer)"
        r"|код безопасности)(?:[ \t]+(?:do|da|del|de la|of the|der)[ \t]+\w{3,10})?"
        rf"[ \t]{{0,3}}(?:[:=-]|{SAID}(?!\w))[ \t]{{0,3}}(?P<secret>\d{{3,4}})(?![\w/-])")),
    Phrase("bearer token", ("bearer",), re.compile(
        r"(?<!\w)bearer[ \t]{1,3}(?P<secret>[a-z0-9_.~+/|-]{12,4096}={0,2})"), shown=True),
    Phrase("basic credentials", ("authorization",), re.compile(
        r"authorization[\"']?\s{0,3}[:=]\s{0,3}[\"']?(?:basic|digest|token|apikey)[ \t]{1,3}"
        r"(?P<secret>[a-z0-9+/=_.~-]{6,4096})")),
    Phrase("address credentials", ("://",), re.compile(
        r"://[^\s/:@\"'<>]{0,100}:(?P<secret>[^\s/\"'<>]{1,200})@")),
    Phrase("address credentials", ("sip:", "sips:"), re.compile(
        r"sips?:[^\s:@;<>\"']{1,64}:(?P<secret>(?!\d{1,5}[;>@])[^\s@;<>\"']{4,64})@")),
    Phrase("command credentials", ("mysql", "mariadb", "sshpass"), re.compile(
        r"(?:mysql\w{0,10}|mariadb\w{0,10}|sshpass)(?:[ \t]{1,3}(?!-p)[^\s]{1,64}){0,8}[ \t]{1,3}"
        r"-p ?[\"']?(?P<secret>[^\s\"']{4,64})")),
    Phrase("command credentials", ("-u", "--user"), re.compile(
        r"(?<![\w-])-(?:u|-user)[ =][\"']?[^\s:\"'@]{1,64}:(?P<secret>[^\s\"']{3,128})")),
)  # fmt: skip


def spoken_hits(text: str, lowered: str) -> Iterator[Hit]:
    """Each secret that one of the phrases announces."""
    for phrase in SPOKEN:
        for at in places(lowered, phrase.starts):
            match = phrase.regex.match(lowered, at)
            if match is None:
                continue
            start, end = match.span("secret")
            if not phrase.shown:
                if DOT not in text[start:end]:
                    yield Hit(phrase.kind, start, end, 0, 0)
            elif looks_random(text[start:end], least=12):
                yield key(phrase.kind, text, start, end)


def places(text: str, stems: tuple[str, ...]) -> Iterator[int]:
    """Where each of the stems begins: plain search, ten times as fast as an expression of all."""
    for stem in stems:
        at = text.find(stem)
        while at >= 0:
            yield at
            at = text.find(stem, at + len(stem))
