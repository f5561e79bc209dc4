"""A name and its password side by side, with no word for the password: Access: ana@x.example / …"""

import re
from collections.abc import Iterator

from prazo.lib.redact.found import DOT, Hit
from prazo.lib.redact.guess import NAMED, is_ticket, looks_made_up
from prazo.lib.redact.spoken import places

STEMS = (
    "acces", "acess", "login", "logon", "creden", "zugang", "anmeldedaten", "доступ",
    "логин",
)  # fmt: skip
PAIR = re.compile(
    r"(?:acess?os?|access|accesos?|acc[eè]s|log[io]ns?|credenciais|credenciales|credentials|zugang(?:sdaten)?"
    r"|anmeldedaten|доступ\w{0,2}|логин)(?:[ \t]{1,2}[^\W\d_]{2,14}){0,2}[*_`]{0,3}[ \t]{0,3}"
    r"(?:[:=]|[-=]>|→|[ \t](?:is|are|é|são|es|son|ist|sind)(?!\w):?)[*_`]{0,3}[ \t]{0,3}"
    r"(?P<name>[\w.@+-]{2,64}+)(?:[ \t]{1,3}[/|:-]|[/:|;,]|[ \t]{1,3}(?:e|y|and|und|и))[ \t]{0,3}"
    r"(?P<secret>[^\s\"'<>/|]{6,64})(?=[ \t]*(?:[.,;)|]|\r?\n|$|[ \t][^\W\d_]))"
)


def pair_hits(text: str, lowered: str) -> Iterator[Hit]:
    """Each password beside a name."""
    for at in places(lowered, STEMS):
        if at and lowered[at - 1].isalpha():
            continue
        if pair := PAIR.match(lowered, at):
            start, end = pair.span("secret")
            value = text[start:end].rstrip(".,;:)")
            if DOT not in value and _is_password(value):
                yield Hit("password", start, start + len(value), 0, 0)


def _is_password(value: str) -> bool:
    if value.isdigit() or NAMED.fullmatch(value) or is_ticket(value):
        return False
    figures = sum(sign.isdigit() for sign in value)  # Oficina2 is none
    return looks_made_up(value) and (figures != 1 or not value.isalnum())
