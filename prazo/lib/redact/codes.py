"""Codes that open an account once: those sent by SMS or shown by an app, and recovery codes.

Each has its name beside it, before the figures or after them, in five languages. The code of an
error, an order or a parcel has another name.
"""

import re
from collections.abc import Iterator

from prazo.lib.redact.found import Hit
from prazo.lib.redact.guess import DATE_OR_TIME
from prazo.lib.redact.spoken import places

STEMS = (
    "code", "código", "codigo", "код", "otp", "одноразов", "passcode", "einmalpass", "recovery key",
    "token",
)  # fmt: skip
NAMED = re.compile(
    r"token|passcodes?|recovery keys?|otp(?:[ -]code)?"
    r"|codes?|einmalpass(?:wort|wörter)|одноразов\w{1,3} (?:код|парол)\w{0,3}"
    r"|c[óo]digos?(?: (?:de|do|da|del|por|para)(?: (?:o|a|el|la)(?= ))?(?= ))?"
    r"(?: (?P<purpose>verifica\w*|autentica\w*|confirma\w*|seguran[çc]a|seguridad|acesso|acceso"
    r"|sms|2fa|mfa|login|otp|token|uso único|un solo uso|recupera\w*|respaldo|backup|resgate"
    r"|whatsapp|google|ativa[çc]ão|activación))?"
    r"|код\w{0,3}(?: (?:для|из|от|по)(?= ))?"
    r"(?: (?P<цель>подтвержд\w*|безопасн\w*|доступа|входа|смс"
    r"|sms|проверки|верификац\w*|авторизац\w*|восстановл\w*|активац\w*|двухфактор\w*))?"
)
BEFORE_IT = re.compile(  # verification code, Bestätigungscode, резервный код, your code
    r"(?:verif\w{2,8}|authenti\w{4,8}|confirmation|security|sign-?in|log-?in|access|one[- ]time|2fa"
    r"|mfa|otp|sms|two[- ]factor|activation|backup|recovery|whatsapp|google|your|seu|tu|su|dein|ihr"
    r"|ваш|bestätigungs|verifizierungs|sicherheits|einmal|anmelde|zugangs"
    r"|freischalt|wiederherstellungs|notfall|aktivierungs|резервн\w{2,3}|проверочн\w{2,3}"
    r"|секретн\w{2,3})[ -]?$"
)
OWNED = frozenset(("your", "seu", "tu", "su", "dein", "ihr", "ваш"))  # of whatever kind
SAID = r"(?:is|was|are|é|eh|era|foi|son|es|fue|ist|war|lautet|это|est)"
TOKEN = re.compile(
    rf"(?: (?:do |de )?sms)?[*_`]{{0,3}}(?:[ \t]?[:=]| {SAID}| (?=\d))[*_`]{{0,3}} ?"
    r"(?:\d{6}|\d{3}[ -]\d{3})(?![\w/-]|[.,]\d)"
)
CERTAIN = ("passcode", "otp", "einmal", "одноразов", "recovery key")
FIGURES = r"(?P<secret>[a-z]-\d{6}|\d{3}[ -]\d{3}|\d{4,8})(?![\w/-]|[.,]\d| ?[:%€$])"
AFTER = re.compile(
    r"(?P<gap>(?:[ \t]{1,3}+[^\W\d_][\w-]{0,20}+){0,4}?)[*_`\"']{0,3}[ \t]{0,3}"
    rf"(?:[:=—–-]|(?<=[ \t]){SAID}(?!\w):?)?[*_`\"'“«]{{0,3}}\s{{0,6}}+[*_`\"'“«]{{0,3}}{FIGURES}"
)
FIRST = re.compile(  # 482133 is your verification …
    rf"(?<![\w.,/#:-]){FIGURES}[*_`\"'”»]{{0,3}} {{0,2}}(?:{SAID}|as|como|als|как|[—–:-])"
    r"(?: [^\W\d_]{1,14}){0,4} ?$"
)
CODE = r"(?=[a-z-]{0,12}\d)[a-z0-9]{4,10}+(?:-[a-z0-9]{3,10}+){0,4}+(?![\w@/:.-])"
LIST = re.compile(
    r"[*_`]{0,3}(?:[ \t]{0,3}(?=\r?\n)|\s{0,3}[:=]"
    r"|[ \t](?:is|are|é|são|es|son|ist|sind|lauten|это)(?!\w):?)[*_`]{0,3}"
    rf"\s{{0,8}}+(?P<secret>(?:(?:\d{{1,2}}[.)] {{1,3}})?{CODE}[\s,;|>*•-]{{0,8}}+){{1,32}}+)"
)
RECOVERY = ("recup", "recov", "backup", "respaldo", "resgate", "восстан", "резерв", "wiederher",
            "notfall")  # fmt: skip
OTHER = re.compile(
    r"err|post|zip|bar|rastre|track|order|pedido|produ|status|http|promo|cupom|coupon|client|source"
    r"|country|area|ошиб|товар|заказ|fehler|kunden|segui|respons|exit|return"
)


def code_hits(text: str, lowered: str) -> Iterator[Hit]:
    """Each one-time code and each list of recovery codes. `lowered` is the text in lower case."""
    for at in places(lowered, STEMS):
        named = NAMED.match(lowered, at)
        if named is None or lowered[named.end() : named.end() + 1].isalnum():
            continue
        before = BEFORE_IT.search(lowered, max(at - 22, 0), at)
        said = f"{before[0] if before else ''} {named[0]}"
        sent = "sms" in lowered[named.end() : named.end() + 24]
        if named[0] == "token":
            before = None
            if not TOKEN.match(lowered, named.end()):
                continue
        elif not (
            sent or before or named["purpose"] or named["цель"] or named[0].startswith(CERTAIN)
        ):
            continue
        if any(word in said for word in RECOVERY) and (codes := LIST.match(lowered, named.end())):
            yield from _listed(text, *codes.span("secret"))
            continue
        after = AFTER.match(lowered, named.end())
        short = before is not None and before[0].strip() in OWNED and not named["purpose"]
        if after and not OTHER.search(after["gap"]):
            yield from _once(text, after, bare=short or not _joint(after))
        elif first := FIRST.search(lowered, max(at - 90, 0), before.start() if before else at):
            yield from _once(text, first, bare=False)


def _joint(after: re.Match[str]) -> str:
    """What stands between the name and the figures, beside the words between."""
    return after.string[after.end("gap") : after.start("secret")].strip()


def _once(text: str, match: re.Match[str], bare: bool) -> Iterator[Hit]:
    start, end = match.span("secret")
    value = text[start:end]
    if len(value) == 4 and value.startswith(("19", "20")):
        return  # a year
    if bare and (match["gap"] or len(value) < 6):
        return
    yield Hit("one-time code", start, end, 0, 0)


def _listed(text: str, start: int, end: int) -> Iterator[Hit]:
    value = text[start:end].rstrip(" \t\r\n,;|>*•-")
    if len(value) >= 6 and not DATE_OR_TIME.fullmatch(value):
        yield Hit("recovery code", start, start + len(value), 0, 0)
