"""Secrets that only the words around them give away: passwords, PINs, tokens with a label.

In English, Portuguese, Spanish, German and Russian (and a little French and Italian). The stems
of those words are looked for as plain strings, in the text in lower case; what stands before and
after each is then read a step at a time, so the work is linear in the text (Q04).
"""

import re
from collections.abc import Iterator

from prazo.lib.redact.columns import column_hits
from prazo.lib.redact.found import LABELLED, Hit
from prazo.lib.redact.guess import (
    is_plain_word,
    is_ticket,
    looks_like_phrase,
    looks_made_up,
    looks_random,
    looks_tangled,
    speaks_of,
)
from prazo.lib.redact.joints import (
    CELL,
    EQUALS,
    FIELD,
    LABELS_LINE,
    LINE_ENDS,
    NEXT_TO,
    QUOTED,
    TOLD,
    WORD,
    whole,
    word_at,
)
from prazo.lib.redact.pattern import key
from prazo.lib.redact.sentence import sentence_hits
from prazo.lib.redact.spoken import places, spoken_hits

PASSWORD_STEMS = (
    "pass", "pw", "senha", "contrase", "clave", "kennwort", "zugangscode", "парол", "кодов",
)  # fmt: skip
LABEL_STEMS = (
    "key", "token", "secret", "sess", "connect.sid", "chave", "clave", "schlüssel", "ключ", "токен",
)  # fmt: skip
PASSWORD = re.compile(
    r"(?:pass(?:e|[ -]?(?:words?|wd|phrase|code|wort|wörter))?|pwd?|senhas?|contrase[ñn]as?"
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

NUMBERED = re.compile(
    r"pedido|protocolo|ticket|chamado|order|case|caso|bestell|auftrag|kunden|conta|cuenta|account"
    r"|customer|cliente|número|numero|number|nummer|nota|fatura|factura|invoice|заказ|номер|заявк|attempt|tentativ"
    r"|intento|versuch|попыт|resets|changes|fail"
)
OWNED = re.compile(  # whose password it is, or for which name
    r"(?<![^\W\d_])(?:my|your|our|the new|minha|sua|nossa|tua|mi|tu|su|nuestra|meine?|ihre?"
    r"|unser\w?|мой|ваш|наш|user\w*|login|usu[áa]ri[oa]|benutzer\w*|логин|anydesk|teamviewer"
    r"|rustdesk|ultraviewer|supremo|ramal|extension|wi-?fi|ssid|vpn|rdp|vnc)(?![^\W\d_])"
)
REST = re.compile(r"[^\r\n|]{14,100}")
COUNTED = re.compile(r"fail|skip|total|errors?\b|tests?\b|rate|score|count")  # tests that pass
QUEUE = re.compile(  # the paper with a number, for those who wait
    r"atendimento|fila|guich|balc[ãa]o|chamad|preferencial|priorit|espera|turno|painel de senhas"
    r"|peguei|retir"
)
TURN = re.compile(r"[A-Z]{1,2}-?\d{2,3}")
WAITING = re.compile(r"[A-Za-z]{0,3}-?\d{1,5}")
LOGIN_BEFORE = re.compile(  # user admin pass …
    r"(?:log[io]n|user(?:name)?|usu[áa]rio|benutzer\w*|логин|anydesk|teamviewer|rustdesk)"
    r"(?:[ \t]id)?[ \t:=]{1,3}[\w.@+-]{1,40}(?: \d{3}){0,3}[ \t,;/|]{1,3}(?:and |e |y |und |и )?$"
)


OTHERWISE = ("=", "palabra ", "palavra ")  # dkim=pass, palabra clave
WEAK = ("pass", "passe", "clave", "pwd", "pw")  # have other meanings


def phrase_hits(text: str, lowered: str, prose: bool = True) -> Iterator[Hit]:
    """Secrets told by their words. `lowered` is the text in lower case, character by character.
    Without `prose` (an attribute of a tag, say) only what an equals sign or a colon hands over is
    one, not what a sentence says."""
    yield from spoken_hits(text, lowered)
    for start in places(lowered, PASSWORD_STEMS):
        word = PASSWORD.match(lowered, start)
        if word and (start == 0 or not lowered[start - 1].isalpha() or word[0] in FIELD_NAMES):
            yield from _after_password(word, text, lowered, prose)
            yield from column_hits(text, lowered, start)
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
    weak = word[0] in WEAK
    end = word.end()
    if weak and lowered.endswith(OTHERWISE, 0, word.start()):
        return
    paired = PAIR.search(lowered, max(word.start() - 20, 0), word.start())
    if paired and (pair := PAIRED.match(lowered, end)):
        yield from whole(text, *word_at(WORD, text, pair.start("secret")))
        return
    if equals := EQUALS.match(lowered, end):
        yield from _handed_over(word, equals, text, lowered)
    elif prose:
        if told := TOLD.match(lowered, end):
            hits = list(_told(word, told, text, lowered))
            if hits:
                yield from hits
                return
        if not weak or LOGIN_BEFORE.search(lowered, max(word.start() - 60, 0), word.start()):
            yield from _beside(word, text, lowered)
        if not weak or word[0] == "clave":
            yield from sentence_hits(word, text, lowered)


def _handed_over(
    word: re.Match[str], equals: re.Match[str], text: str, lowered: str
) -> Iterator[Hit]:
    """After a colon or an equals sign: anything but a word of the language, and even that where
    it stands alone on its line and is none that a person writes about a password."""
    at = equals.end()
    if quoted := QUOTED.match(text, at):
        if not is_plain_word(quoted["secret"]):
            yield from whole(text, *quoted.span("secret"))
        return
    weak, lines = word[0] in WEAK, equals["lines"]
    regex = CELL if equals["cell"] else FIELD if text[at - 1] in "=>" else WORD
    start, end = word_at(regex, text, at)
    value = text[start:end]
    ends = LINE_ENDS.match(text, end) is not None
    if lines and not (looks_made_up(value) if ends else looks_tangled(value)):
        return
    before = lowered[max(word.start() - 40, 0) : word.start()]
    if is_ticket(value) and (weak or speaks_of(before.rpartition("\n")[2])):
        return  # "Forgot password: CS-99812", "Boarding pass: AB1234"
    if _is_turn(word, value, "", lowered) or (weak and _is_counted(value, start, lowered)):
        return
    alone = not lines and (text[at - 1] in "=>" or ends)
    if looks_random(value, least=4) or (alone and not weak and not is_plain_word(value)):
        yield from whole(text, start, end)
    elif not lines and not weak and (rest := REST.match(text, at)):
        phrase = rest[0].rstrip(" \t.*")
        if looks_like_phrase(phrase):
            yield from whole(text, at, at + len(phrase))


def _told(word: re.Match[str], told: re.Match[str], text: str, lowered: str) -> Iterator[Hit]:
    """After "my password for the panel is": what cannot be a word of the sentence."""
    gap = told["gap"]
    if word[0] in WEAK and any(sign.isdigit() for sign in gap):
        return
    if quoted := QUOTED.match(text, told.end()):
        if not is_plain_word(quoted["secret"]) and " " not in quoted["secret"].strip():
            yield from whole(text, *quoted.span("secret"))
        return
    start, end = word_at(WORD, text, told.end())
    value = text[start:end]
    if value.isdigit() and NUMBERED.search(gap):
        return  # the number of the order whose password was forgotten
    if _is_turn(word, value, gap, lowered):
        return
    if is_ticket(value) and (told["dash"] or speaks_of(gap)):
        return  # "Password reset - INC0012345"
    if looks_made_up(value) or (not gap and looks_random(value, least=4)):
        yield from whole(text, start, end)
    elif (rest := REST.match(text, told.end())) and looks_like_phrase(rest[0].rstrip(" \t.")):
        yield from whole(text, start, start + len(rest[0].rstrip(" \t.")))


def _beside(word: re.Match[str], text: str, lowered: str) -> Iterator[Hit]:
    """After nothing but a space, the wall of a table's cell, or the end of the label's line."""
    if label := LABELS_LINE.match(lowered, word.end()):
        yield from _on_the_next_line(word, label, text, lowered)
        return
    gap = NEXT_TO.match(lowered, word.end())
    if gap is None:
        return
    start, end = word_at(CELL if gap["cell"] else WORD, text, gap.end())
    if quoted := QUOTED.match(text, gap.end()):
        start, end = quoted.span("secret")
    value = text[start:end]
    if gap["stop"] and not looks_tangled(value):
        return
    if not looks_made_up(value) or _is_turn(word, value, "", lowered):
        return
    owned = gap["cell"] or OWNED.search(lowered, max(word.start() - 40, 0), word.start())
    if owned or not value.isdigit():
        yield from whole(text, start, end)


def _on_the_next_line(
    word: re.Match[str], label: re.Match[str], text: str, lowered: str
) -> Iterator[Hit]:
    line = max(lowered.rfind(sign, max(word.start() - 60, 0), word.start()) for sign in "\n\t|")
    head = lowered[line + 1 : word.start()] if line >= 0 or word.start() < 60 else "…" * 60
    start, end = word_at(CELL, text, label.end())
    value = text[start:end]
    if (
        len(head) < 30
        and not speaks_of(head + label["gap"])
        and LINE_ENDS.match(text, end)
        and looks_made_up(value)
        and not is_ticket(value)
        and not (value.isdigit() and (head.strip(" *_->•") or len(value) > 10))
    ):
        yield from whole(text, start, end)


def _is_turn(word: re.Match[str], value: str, gap: str, lowered: str) -> bool:
    """Whether this is a number in a queue, which has the same name in Portuguese: senha A045."""
    if not word[0].startswith("senha") or not WAITING.fullmatch(value):
        return False
    near = lowered[max(word.start() - 40, 0) : word.start()]
    return bool(TURN.fullmatch(value) or QUEUE.search(gap) or QUEUE.search(near))


def _is_counted(value: str, at: int, lowered: str) -> bool:
    """Whether this says how many pass: "pass: 4500, fail: 2"."""
    near = lowered[max(at - 40, 0) : at + 40]
    return not any(sign.isalpha() for sign in value) and COUNTED.search(near) is not None


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
        start, end = word_at(FIELD, text, joint.end())
    value = text[start:end]
    if looks_random(value, least=8 if equals else 16, mixed=True) or (
        label[0] == "secret" and looks_tangled(value, least=8)
    ):
        yield key(LABELLED, text, start, end)
