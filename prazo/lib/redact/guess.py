"""Whether a word is one of the language, or something a person or a machine made up as a secret."""

import re
from itertools import pairwise

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
SAYS = tuple(word for word in ABOUT if not word.startswith(("corre", "strong", "still", "help")))
TECHNICAL = re.compile(
    r"(?:sha-?\d{1,3}|md5|base\d\d|utf-?\d{1,2}|oauth2?|2fa|mfa|win(?:dows)?\d{1,4}|office365"
    r"|(?:var)?char\(\d{1,5}|0x[0-9a-f]{1,16}|http\d{1,3}|v?\d{1,5}(?:\.\d{1,8}+)+|\d{1,9}+(?:[a-zа-яß]{1,5}|[ªº°%])"
    r"|scram\S{0,20}|rfc\d{1,5}|ipv[46]|tls\d\S{0,4}|h264|mp[34])(?:[-.,:;].*)?",
    re.IGNORECASE,
)
DATE_OR_TIME = re.compile(r"\d{1,4}[./:h-]\d{1,2}(?:[./:h-]\d{1,4})*(?:[hst]|min)?(?:T.*)?")
ADDRESS = re.compile(  # or a path, or a telephone number
    r"(?:https?:|www\.|//|mailto:|~?/[\w.-]{1,64}/|[a-z]:\\|\+\d[\d().-]{7,}$|[\w.+-]{1,64}@(?:[\w-]{1,63}\.){1,4}[a-z]{2,24}$|<)",
    re.IGNORECASE,
)
PROPERTY = re.compile(r"[a-z_]{2,16}=[\w.-]+(?:[,&]|$)")  # dc=desk, grant_type=password
PARTED = re.compile(r"[^\W\d_]+(?:['’/-][^\W\d_]+)*[.!?…]*")  # words, joined words, d'água
SIGNS = frozenset("!@#$%&*+=_~^?|\\")
# Names of things, not secrets: INC0012345, SRV-01, 3f2b8c1e-9d4a, Server2019
NAMED = re.compile(r"[A-Z0-9]++(?:[-_.:/#][A-Z0-9]++)*|[0-9a-f]++(?:[-:.][0-9a-f]++)*")
TICKET = re.compile(r"#?[A-Z]{1,8}\d{3,}|#?[A-Za-z]{1,10}[-#]\d{3,}")
# What a sentence can hardly do without, and what support is asked about
SHORT_WORD_LIST = """
    the and are not was for you can but has have had how why who what when where does did will from
    with this that your our all any please help cannot won doesn isn page site system account user
    users login log mail email code link works working worked field server phone app portal panel
    que não nao com por para uma dos das mais mas como está esta foi ser tem sem seu sua meu minha
    você quem quando onde favor sistema conta usuário cliente página site pede funciona entrar
    los las una del con por sin pero más está fue ser tiene cuenta usuario página pide
    der die das und ist nicht ich sie mit für von auf ein eine wird wurde kann bitte habe hat beim
    desde ayer hoy sigue siempre nunca ontem hoje ainda sempre jamais continua yesterday today again
    always since never still sometimes anymore seit heute gestern immer wieder noch
    сегодня вчера опять снова теперь требует просит
    это как что для при его она они или так уже был была было если где когда после система
"""
SHORT_WORDS = frozenset(SHORT_WORD_LIST.split())
PHRASE = re.compile(
    r"[^\W\d_]{3,12}(?:(?P<joint>[ -])[^\W\d_]{3,12}(?:(?P=joint)[^\W\d_]{3,12}){2,6})"
)
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
    if not looks_random(value, least=4) or PROPERTY.match(value):
        return False
    if value.isdigit():
        return len(value) != 4 or not value.startswith(("19", "20"))
    return any(sign.isdigit() for sign in value) or not SIGNS.isdisjoint(value.rstrip("!?"))


def looks_tangled(value: str, least: int = 6) -> bool:
    """Stricter still, where not even a verb stands before it: capitals, letters, figures and signs
    mixed as in no name of a product, a server or a ticket."""
    if len(value) < least or NAMED.fullmatch(value) or not looks_made_up(value):
        return False
    kinds = [_kind(sign) for sign in value]
    return sum(one != other for one, other in pairwise(kinds)) >= 3


def looks_like_phrase(value: str) -> bool:
    """Four to eight words in a row that make no sentence: correct horse battery staple."""
    if not PHRASE.fullmatch(value):
        return False
    words = re.split("[ -]", value.lower())
    return SHORT_WORDS.isdisjoint(words) and not any(word.startswith(SAYS) for word in words)


def is_ticket(value: str) -> bool:
    """The name of a case, an order, somebody's turn in a queue: INC0012345, A045."""
    return TICKET.fullmatch(value) is not None


def speaks_of(words: str) -> bool:
    """Whether one of the words is what people write of a password: forgot, redefinida."""
    return any(word.startswith(ABOUT) for word in re.findall(r"[^\W\d_]{2,}", words.lower()))


def _kind(sign: str) -> str:
    if sign.isdigit():
        return "figure"
    if not sign.isalpha():
        return "sign"
    return "capital" if sign.isupper() else "letter"


def _capital_inside(value: str) -> bool:
    """hunterTwo, but neither Hunter nor HUNTER nor a name of two parts."""
    inner = value[1:]
    return value.isalpha() and not inner.islower() and not inner.isupper() and len(value) >= 6
