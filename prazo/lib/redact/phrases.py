"""Secrets that only the words around them give away: passwords, PINs, tokens with a label.

In English, Portuguese, Spanish, German and Russian (and a little French and Italian). The stems
of those words are looked for as plain strings, in the text in lower case; what stands before and
after each is then read a step at a time, so the work is linear in the text (Q04).
"""

import re
from collections.abc import Iterator

from prazo.lib.redact.found import DOT, LABELLED, Hit
from prazo.lib.redact.guess import is_plain_word, looks_made_up, looks_random
from prazo.lib.redact.pattern import key
from prazo.lib.redact.spoken import places, spoken_hits

PASSWORD_STEMS = (
    "pass", "pwd", "senha", "contrase", "clave", "kennwort", "zugangscode", "парол", "кодов",
)  # fmt: skip
LABEL_STEMS = (
    "key", "token", "secret", "sess", "connect.sid", "chave", "clave", "schlüssel", "ключ", "токен",
)  # fmt: skip
PASSWORD = re.compile(
    r"(?:pass(?:e|[ -]?(?:words?|wd|phrase|code|wort|wörter))?|pwd|senhas?|contrase[ñn]as?"
    r"|clave(?! (?:de |del )?(?:api|secreta|privada|integra))|kennwort|zugangscode"
    r"|парол(?:ь|я|ю|ем|и|ей)|кодовое слово)(?![^\W_])"
)
FIELD_NAMES = ("password", "passwd", "pwd", "passwort")  # also at the end of userpassword
LABEL = re.compile(
    r"(?:keys?|token|secret(?:[ _-]?key)?|sess(?:ion)?[ _-]?(?:id|key)|connect\.sid|schlüssel"
    r"|ключ(?: api)?|токен(?: доступа| api)?|(?:chave|clave)s?(?: (?:de|da|del))? (?:a )?"
    r"(?:api|acesso|acceso|secreta|privada|integra\w{4,6}))(?![^\W_])"
)
# A key is one of a lock or of a Jira, unless the word before says otherwise; a ключ too.
QUALIFIED = re.compile(
    r"(?:api|access|secret|private|client|signing|shared|service|auth|app|license|zugriffs|zugangs"
    r"|секретный)[ _-]?$|[a-z0-9][_-]$"
)
SESSION = ("sess", "connect.sid")
NEEDS_QUALIFIER = ("key", "schlüssel", "ключ")
PAIR = re.compile(
    r"(?:log[io]n|user(?:name)?|usu[áa]rio|benutzer(?:name)?|логин|e-?mail)"
    r" ?(?:/|e|y|and|und|и|&|\+) ?$"
)
PAIRED = re.compile(
    r"[ \t]?[:=][ \t]{0,3}[^\s/|,;]{1,64}+[ \t]{0,3}[/|,;][ \t]{0,3}(?P<secret>[^\s\"'<>]{3,128})"
)

SAID = r"(?:is|was|are|é|eh|era|es|ist|war|lautet|это|является|est|è)"
EQUALS = re.compile(r"""["']?\s{0,3}(?:=>|:=|[:=：])[ \t]{0,3}(?:\r?\n[ \t]{0,3})?""")
TOLD = re.compile(
    r"(?P<gap>(?:[ \t]{1,3}+[^\W\d_][\w.-]{0,20}+){0,5}?)[ \t]{0,3}"
    r"(?:\([^()\n]{0,40}\)[ \t]{0,3})?"
    rf"(?:[:=：]|[ \t]{SAID}(?!\w)[ \t]?:?|[ \t][-–—](?=[ \t]))[ \t]{{0,3}}"
)
NEXT_TO = re.compile(r"[ \t]{1,3}")
NUMBERED = re.compile(
    r"pedido|protocolo|ticket|chamado|order|case|caso|bestell|auftrag|kunden|conta|cuenta|account"
    r"|customer|cliente|número|numero|number|nummer|nota|fatura|factura|invoice|заказ|номер|заявк"
)
OWNED = re.compile(  # whose password it is, or for which name
    r"(?<![^\W\d_])(?:my|your|our|the new|minha|sua|nossa|tua|mi|tu|su|nuestra|meine?|ihre?"
    r"|unser\w?|мой|ваш|наш|user\w*|login|usu[áa]ri[oa]|benutzer\w*|логин)(?![^\W\d_])"
)
QUOTED = re.compile(r"""["'“„«`‘](?P<secret>[^"'“”„»`’\n]{3,128})["'”“»`’]""")
FIELD = re.compile(r"[^\s;&\"'<>,]{3,256}")
WORD = re.compile(r"[^\s\"'<>]{3,256}")
TRAILING = ".,;:)]}»"
LINE_ENDS = re.compile(r"[ \t.!;,)]*(?:[\r\n]|$)")


def phrase_hits(text: str, lowered: str, prose: bool = True) -> Iterator[Hit]:
    """Secrets told by their words. `lowered` is the text in lower case, character by character.
    Without `prose` (an attribute of a tag, say) only what an equals sign or a colon hands over is
    one, not what a sentence says."""
    yield from spoken_hits(text, lowered)
    for start in places(lowered, PASSWORD_STEMS):
        word = PASSWORD.match(lowered, start)
        if word and (start == 0 or not lowered[start - 1].isalpha() or word[0] in FIELD_NAMES):
            yield from _after_password(word, text, lowered, prose)
    for start in places(lowered, LABEL_STEMS):
        label = LABEL.match(lowered, start)
        if label and (
            not label[0].startswith(NEEDS_QUALIFIER)
            or "api" in label[0]
            or QUALIFIED.search(lowered, max(start - 12, 0), start)
        ):
            yield from _after_label(label, text, lowered, prose)


def _after_password(word: re.Match[str], text: str, lowered: str, prose: bool) -> Iterator[Hit]:
    """The password that its word announces, if one follows."""
    weak = word[0] in ("pass", "passe", "clave", "pwd")
    end = word.end()
    paired = PAIR.search(lowered, max(word.start() - 20, 0), word.start())
    if paired and (pair := PAIRED.match(lowered, end)):
        yield from _whole(text, *_word(WORD, text, pair.start("secret")))
        return
    if equals := EQUALS.match(lowered, end):
        yield from _handed_over(text, equals.end(), weak)
    elif prose and (told := TOLD.match(lowered, end)):
        yield from _told(text, told)
    elif prose and not weak and (gap := NEXT_TO.match(lowered, end)):
        start, end = _word(WORD, text, gap.end())
        value = text[start:end]
        owned = OWNED.search(lowered, max(word.start() - 40, 0), word.start())
        if looks_made_up(value) and (owned or not value.isdigit()):
            yield from _whole(text, start, end)


def _handed_over(text: str, at: int, weak: bool) -> Iterator[Hit]:
    """After a colon or an equals sign: anything but a word of the language, and even that where
    it stands alone on its line and is none that a person writes about a password."""
    if quoted := QUOTED.match(text, at):
        if not is_plain_word(quoted["secret"]):
            yield from _whole(text, *quoted.span("secret"))
        return
    before = text[at - 1]
    start, end = _word(FIELD if before == "=" else WORD, text, at)
    value = text[start:end]
    alone = before != "\n" and (before == "=" or LINE_ENDS.match(text, end) is not None)
    if looks_random(value, least=4) or (
        alone and not is_plain_word(value) and (not weak or not value.isalpha())
    ):
        yield from _whole(text, start, end)


def _told(text: str, told: re.Match[str]) -> Iterator[Hit]:
    """After "my password for the panel is": what cannot be a word of the sentence."""
    if quoted := QUOTED.match(text, told.end()):
        if not is_plain_word(quoted["secret"]) and " " not in quoted["secret"].strip():
            yield from _whole(text, *quoted.span("secret"))
        return
    start, end = _word(WORD, text, told.end())
    value = text[start:end]
    if value.isdigit() and NUMBERED.search(told["gap"]):
        return  # the number of the order whose password was forgotten
    if looks_made_up(value) or (not told["gap"] and looks_random(value, least=4)):
        yield from _whole(text, start, end)


def _after_label(label: re.Match[str], text: str, lowered: str, prose: bool) -> Iterator[Hit]:
    """After "token" or "API key": a run of letters and figures that no person would think up."""
    at = label.end()
    equals = EQUALS.match(lowered, at)
    told = TOLD.match(lowered, at) if prose and not equals else None
    joint = equals or told or (NEXT_TO.match(lowered, at) if prose else None)
    if joint is None:
        return
    if label[0].startswith(SESSION) and text[joint.end() - 1] != "=":
        return  # the number of a call or a chat; in a cookie or an address it opens the account
    if quoted := QUOTED.match(text, joint.end()):
        start, end = quoted.span("secret")
    else:
        start, end = _word(FIELD, text, joint.end())
    if looks_random(text[start:end], least=8 if equals else 16, mixed=True):
        yield key(LABELLED, text, start, end)


def _word(regex: re.Pattern[str], text: str, at: int) -> tuple[int, int]:
    """Where the word at `at` begins and ends, without the punctuation of its sentence."""
    match = regex.match(text, at)
    return at, at + len(match[0].rstrip(TRAILING)) if match else at


def _whole(text: str, start: int, end: int) -> Iterator[Hit]:
    if start < end and DOT not in text[start:end]:
        yield Hit("password", start, end, 0, 0)
