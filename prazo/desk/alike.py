"""Words that were mistyped: which word of the desk was meant."""

from collections.abc import Sequence
from difflib import SequenceMatcher

from django.db import connection

from prazo.desk.query import Token
from prazo.desk.search import LAST, Wanted, in_time, that_say

SHORTEST = 4
LIKE = 0.68
"""Of the letters of both, those that agree: 0.7 forgives one slip in five letters."""
CANDIDATES = 20
MOST_WORDS = 6
RARE = 3
"""Tickets; a word that so many say is no slip."""


def meant(words: Sequence[Token], desks: Sequence[int]) -> dict[Token, str]:
    """For each word that hardly a ticket says, the likest other word of these desks."""
    instead: dict[Token, str] = {}
    with in_time():
        for token in words[:MOST_WORDS]:
            if token.name or len(token.value) < SHORTEST or not token.value.isalpha():
                continue
            if len(that_say(Wanted(token.value), list(desks), LAST, RARE)) == RARE:
                continue
            if word := likest(token.value, _alike(token.value, desks)):
                instead[token] = word
    return instead


def likest(mistyped: str, words: Sequence[str]) -> str:
    """ "" where none is like enough."""
    given = mistyped.casefold()
    judged = [(SequenceMatcher(None, given, word).ratio(), word) for word in map(str.lower, words)]
    like = [(ratio, word) for ratio, word in judged if LIKE <= ratio < 1]
    return max(like, default=(0.0, ""))[1]


def _alike(word: str, desks: Sequence[int]) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("select * from prazo_alike(%s, %s, %s)", [word, list(desks), CANDIDATES])
        return [found for (found,) in cursor.fetchall()]
