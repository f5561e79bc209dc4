"""Words that were mistyped: which word of the desk was meant."""

from collections.abc import Sequence
from difflib import SequenceMatcher

from prazo.desk.query import Token
from prazo.desk.search import LAST, Wanted, in_time, that_say
from prazo.desk.vocabulary import ENOUGH
from prazo.lib.rows import select

SHORTEST = 4
LIKE = 0.68
"""Of the letters of both, those that agree: 0.7 forgives one slip in five letters."""
ALIKE, MORE_ALIKE = 0.2, 0.3
"""Of the threes of letters of both, those that are in both: letters changed about; and for a word
that stands somewhere, and so is a slip less likely."""
SELDOM = 0.05
"""What a word is less like for each text in which it was not seen, of those that are enough."""
CANDIDATES = 20
MOST_WORDS = 6
RARE = 3
"""Tickets; a word that so many say is no slip."""


def meant(
    words: Sequence[Token], desks: Sequence[int], tickets: int | None = None
) -> dict[Token, str]:
    """For each word that hardly a ticket says, the likest other word of these desks. `tickets` is
    how many say it, where it is a single word and that is known."""
    instead: dict[Token, str] = {}
    with in_time():
        for token in words[:MOST_WORDS]:
            if token.name or len(token.value) < SHORTEST or not token.value.isalpha():
                continue
            many = tickets
            if many is None:
                many = len(that_say(Wanted(token.value), list(desks), LAST, RARE))
            if many < RARE and (word := _other(token.value, desks, stands=many > 0)):
                instead[token] = word
    return instead


def likest(mistyped: str, words: Sequence[tuple[str, int]]) -> str:
    """Of words and in how many texts each was seen; "" where none is like enough."""
    given = mistyped.casefold()
    judged = [
        (ratio - SELDOM * (ENOUGH - seen), word)
        for word, seen in words
        if LIKE <= (ratio := SequenceMatcher(None, given, word.lower()).ratio()) < 1
    ]
    return max(judged, default=(0.0, ""))[1].lower()


def _other(word: str, desks: Sequence[int], *, stands: bool) -> str:
    """One that stands somewhere may be rare and right: then only what is known well is another
    word, and no other form of it."""
    times, likeness = (ENOUGH, MORE_ALIKE) if stands else (1, ALIKE)
    found: list[tuple[str, int]] = select(
        "select * from prazo_alike(%s, %s, %s, %s, %s)",
        word,
        list(desks),
        times,
        likeness,
        CANDIDATES,
    )
    if stands:
        given = word.casefold()
        found = [
            (other, seen)
            for other, seen in found
            if not other.lower().startswith(given) and not given.startswith(other.lower())
        ]
    return likest(word, found)
