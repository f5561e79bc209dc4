"""Every sentence that Prazo says of an agreement, in the languages it is published in.

Beside Django's catalogues, since these are said without Django too (`prazo check`, a page
written to disk). One TOML file per language; a key that a language lacks is said in English.
"""

import tomllib
from functools import lru_cache
from pathlib import Path

LANGUAGES = ("en", "pt-BR", "es", "de", "ru")
HERE = Path(__file__).parent


def say(key: str, language: str, /, **params: object) -> str:
    """The sentence of a key. KeyError when no language knows it.

    With `n` among `params`, a key may have one form for each plural of the language.
    """
    spoken = nearest(language)
    own = catalogue(spoken)
    phrase = own.get(f"{key}.{_plural(spoken, params['n'])}") if "n" in params else None
    phrase = phrase or own.get(f"{key}.other") or own.get(key)
    if phrase is None:
        phrase = catalogue("en").get(key) or catalogue("en")[f"{key}.other"]
    return phrase.format(**params)


def knows(key: str) -> bool:
    """Whether there is such a sentence."""
    return key in catalogue("en") or f"{key}.other" in catalogue("en")


def nearest(language: str) -> str:
    """The language of LANGUAGES that is nearest to a tag: `pt-PT` → `pt-BR`; English else."""
    if language in LANGUAGES:
        return language
    base = language.split("-")[0].lower()
    return next((known for known in LANGUAGES if known.split("-")[0] == base), "en")


@lru_cache
def catalogue(language: str) -> dict[str, str]:
    """All phrases of one language, by dotted key."""
    text = (HERE / f"{language}.toml").read_text(encoding="utf-8")
    return dict(_flat(tomllib.loads(text), ""))


def _flat(table: dict[str, object], before: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for key, value in table.items():
        if isinstance(value, dict):
            found.extend(_flat(value, f"{before}{key}."))
        else:
            found.append((before + key, str(value)))
    return found


def _plural(language: str, n: object) -> str:
    """The CLDR plural category of a whole number; a number with a fraction is `other`."""
    if not isinstance(n, int):
        return "other"
    if language == "ru":
        if n % 10 == 1 and n % 100 != 11:
            return "one"
        return "few" if n % 10 in (2, 3, 4) and n % 100 not in (12, 13, 14) else "many"
    if language == "pt-BR":
        return "one" if n in (0, 1) else "other"
    return "one" if n == 1 else "other"
