"""The order in which people look for a name: Óptica stands with the O, not behind Z."""

from typing import TypeVar, cast
from unicodedata import normalize

from django.db.models import Func, Model, QuerySet, Value
from django.db.models.functions import Lower

M = TypeVar("M", bound=Model)

SMALL = "áàâãäåāăąçćčďéèêëēėęěğíìîïīłñńňóòôõöøōőřśšşťúùûüūůűýÿźžż"
ALONE = {"ł": "l", "ø": "o"}
"""Letters that Unicode does not take apart."""

ACCENTED = SMALL + SMALL.upper()  # a database without a language leaves capitals with accents be
PLAIN = "".join([ALONE.get(letter.lower()) or normalize("NFD", letter)[0] for letter in ACCENTED])


_LETTERS = str.maketrans(ACCENTED.lower(), PLAIN.lower())


def letters(name: str) -> tuple[str, str]:
    """By which names that are at hand are sorted: Ângela before Bia."""
    return name.lower().translate(_LETTERS), name


def alphabetical(found: "QuerySet[M]", field: str = "name") -> "QuerySet[M]":
    """In any database: the embedded one knows no languages (its collation is C). As a column of
    its own, because what is DISTINCT can be ordered by nothing else."""
    letters = Func(Lower(field), Value(ACCENTED), Value(PLAIN.lower()), function="translate")
    named = found.annotate(letters=letters).order_by("letters", field, "pk")
    return cast("QuerySet[M]", named)
