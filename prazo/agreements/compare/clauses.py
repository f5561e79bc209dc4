"""Clauses have no names: those of two versions are paired by their wording."""

from collections.abc import Iterator
from difflib import SequenceMatcher
from itertools import zip_longest

from prazo.agreements.schema.page import Clause

Pair = tuple[Clause | None, Clause | None]
ALIKE = 0.5


def paired(old: tuple[Clause, ...], new: tuple[Clause, ...]) -> Iterator[Pair]:
    """Each clause with the one it became; None for one that came or went."""
    matcher = SequenceMatcher(None, [_words(c) for c in old], [_words(c) for c in new], False)
    for _, a, b, c, d in matcher.get_opcodes():
        yield from _paired(old[a:b], new[c:d])


def _paired(old: tuple[Clause, ...], new: tuple[Clause, ...]) -> Iterator[Pair]:
    for before, after in zip_longest(old, new):
        if before is None or after is None or _alike(before, after):
            yield before, after
        else:
            yield before, None
            yield None, after


def _alike(one: Clause, other: Clause) -> bool:
    return SequenceMatcher(None, _words(one), _words(other)).ratio() >= ALIKE


def _words(clause: Clause) -> str:
    return str(clause.text)
