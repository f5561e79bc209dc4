"""Whether a word is one of the language, or something a person or a machine made up as a secret."""

import re

from prazo.lib.redact.found import DOT

# What is said of a password in a colon's place: "Password: expired". Beginnings of words.
ABOUT_WORDS = """
    incorre invalid inváli wrong expir reset missing unknown forgot chang requir needed not none
    null empty blank yes no ok help error fail locked block denied refused reject protected hidden
    optional please see same default tempor weak strong correct corret rejeit bloque senha contrase
    passwor парол errad esquec não nao sim obrigat alterad redefini recus trocad vazi nenhum erro
    ajuda fraca forte falha problema question olvid oblig cambi restable ningun vací fallo fallida
    sí rechaz equivoc caduc vencid ayuda consulta falsch abgelauf vergess erforder geändert zurück
    gesperrt keine nein leer fehler ungültig hilfe frage unbekannt неверн неправ истек истёк забыл
    измен сброс нет да заблок ошиб пуст обязат помо вопрос recover recupera segundo login acesso
    acceso access ainda still ação acción todavía immer noch n/a tbd hash bcrypt sha utf oauth saml
    ldap mfa sso
"""
ABOUT = tuple(ABOUT_WORDS.split())
TECHNICAL = re.compile(
    r"(?:sha-?\d{1,3}|md5|base\d\d|utf-?\d{1,2}|oauth2?|2fa|mfa|win(?:dows)?\d{1,4}|office365"
    r"|0x[0-9a-f]{1,16}|http\d{1,3}|v?\d{1,5}(?:\.\d{1,8}+)+|\d{1,9}+(?:[a-zа-яß]{1,5}|[ªº°%])"
    r"|rfc\d{1,5}|ipv[46]|tls\d\S{0,4}|h264|mp[34])(?:[-.,:;].*)?",
    re.IGNORECASE,
)
DATE_OR_TIME = re.compile(r"\d{1,4}[./:h-]\d{1,2}(?:[./:h-]\d{1,4})*(?:[hst]|min)?(?:T.*)?")
ADDRESS = re.compile(
    r"(?:https?:|www\.|//|mailto:|[\w.+-]{1,64}@(?:[\w-]{1,63}\.){1,4}[a-z]{2,24}$|<)",
    re.IGNORECASE,
)
PARTED = re.compile(r"[^\W\d_]+(?:['’/-][^\W\d_]+)*[.!?…]*")  # words, joined words, d'água
SIGNS = frozenset("!@#$%&*+=_~^?|\\")
UNFINISHED = ("${", "{{", "%(", "<", "[", "***", "xxx", "...", "…", "____")


def is_plain_word(value: str) -> bool:
    """Words of a language that people write of a password: invalid, esquecida, не подходит."""
    word = value.strip().lower()
    if len(word) < 4 or DOT in word or word.startswith(UNFINISHED) or ADDRESS.match(word):
        return True
    if any(sign.isdigit() for sign in word):
        return TECHNICAL.fullmatch(word) is not None
    return " " in word or word.startswith(ABOUT)


def looks_random(value: str, least: int, mixed: bool = False) -> bool:
    """Figures, signs or capitals inside: no plain word, no date, no address, nothing masked.
    `mixed` asks for letters and figures both."""
    if len(value) < least or DOT in value or value.lower().startswith(UNFINISHED):
        return False
    if PARTED.fullmatch(value) and not _capital_inside(value):
        return False
    if TECHNICAL.fullmatch(value) or DATE_OR_TIME.fullmatch(value) or ADDRESS.match(value):
        return False
    figures = sum(sign.isdigit() for sign in value)
    letters = any(sign.isalpha() for sign in value)
    if mixed:
        return figures >= 2 and letters
    return (
        figures >= 4
        or (figures > 0 and letters)
        or _capital_inside(value)
        or (letters and not SIGNS.isdisjoint(value.rstrip("!?")))
    )


def looks_made_up(value: str) -> bool:
    """As strict as a word with nothing but a space before it needs: letters with figures or with
    signs, or four figures and more that are no year."""
    if not looks_random(value, least=4):
        return False
    if value.isdigit():
        return len(value) != 4 or not value.startswith(("19", "20"))
    return any(sign.isdigit() for sign in value) or not SIGNS.isdisjoint(value.rstrip("!?"))


def _capital_inside(value: str) -> bool:
    """hunterTwo, but neither Hunter nor HUNTER nor a name of two parts."""
    inner = value[1:]
    return value.isalpha() and not inner.islower() and not inner.isupper() and len(value) >= 6
