"""How an address is shown: readable, and never mistaken for another one (T17)."""

import unicodedata
from typing import Final

from prazo.channels.email.reading.addresses import ascii_label

LATIN_TWINS: Final = frozenset("асԁеһіјӏоргԗԛѕԝхуүъьҽпѵѡкмт" + "αικνορτυχωη")
TOGETHER: Final = (
    frozenset({"LATIN"}),
    frozenset({"CJK", "HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA"}),
    frozenset({"CJK", "HANGUL"}),
    frozenset({"CJK", "BOPOMOFO"}),
)


def shown_address(address: str) -> str:
    """The address with `xn--` labels in letters, but for labels that could deceive.

    A label stays in punycode where it mixes scripts, or is written only in letters of another
    script that look Latin.
    """
    local, at, domain = address.rpartition("@")
    return local + at + ".".join(shown_label(label) for label in domain.split("."))


def shown_label(label: str) -> str:
    if not label.lower().startswith("xn--"):
        return label
    try:
        letters = label[4:].encode("ascii").decode("punycode")
    except UnicodeError:
        return label
    if ascii_label(letters) != label.lower() or not honest(letters):
        return label
    return letters


def honest(label: str) -> bool:
    scripts = {script(sign) for sign in label if sign.isalpha()}
    if scripts == {"CYRILLIC"} or scripts == {"GREEK"}:
        return not all(sign in LATIN_TWINS for sign in label if sign.isalpha())
    return len(scripts) == 1 or any(scripts <= allowed for allowed in TOGETHER)


def script(sign: str) -> str:
    return unicodedata.name(sign, "UNKNOWN ").split(" ")[0]
