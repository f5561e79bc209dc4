"""Which tickets look like one case (D16). Plain values in, plain values out.

Only tickets that could be merged are compared, so one customer's; what makes two alike is said
in reasons, and no reason of content means no likeness: one person may well ask two things.
`rapidfuzz` compares words; numbers, codes and addresses that both name count in any language.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from rapidfuzz import fuzz

WINDOW = timedelta(days=14)
ENOUGH = 50.0
"""Points from which somebody should look."""

PERSON, COMPANY = 25.0, 10.0
SUBJECT, TEXT = 35.0, 25.0  # for words that are wholly the same
LEAST_ALIKE = 65.0  # percent; all texts of one trade are alike to some degree
NAMED, MOST_NAMED = 30.0, 45.0
NEAR = ((timedelta(hours=4), 15.0), (timedelta(days=1), 10.0), (timedelta(days=3), 5.0))
MOST_COMPARED = 1500
"""Characters of a text; what a case is about stands at its beginning."""

PREFIX = re.compile(r"^\s*((re|fwd?|aw|wg|rv|res|enc|tr|отв)(\[\d+\])?\s*:\s*)+", re.IGNORECASE)
TOKEN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/:@-]{3,60}")
DATE_OR_TIME = re.compile(
    r"(\d{4}-\d\d?-\d\d?(T[\d:.+-]+)?|\d\d?([./-])\d\d?(\3\d{2,4})?|\d\d?:\d\d(:\d\d)?)$",
    re.IGNORECASE,
)
WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Look:
    """What of a ticket is compared. `text` is what its first message says, without quotations."""

    number: int
    requester: int | None
    customer: int | None
    at: datetime
    subject: str
    text: str
    channel: str = ""
    language: str = ""

    @cached_property
    def title(self) -> str:
        return _plain(PREFIX.sub("", self.subject))

    @cached_property
    def words(self) -> str:
        return _plain(self.text[:MOST_COMPARED])

    @cached_property
    def names(self) -> frozenset[str]:
        return identifiers(f"{self.subject}\n{self.text[:MOST_COMPARED]}")


@dataclass(frozen=True, slots=True)
class Likeness:
    """Why two are alike: shares in percent, 0 where they say nothing; `points` up to 145."""

    number: int
    points: float
    same_person: bool
    apart: timedelta
    subject: int
    text: int
    named: tuple[str, ...]
    channels: tuple[str, str] | None
    languages: tuple[str, str] | None


def suggest(ticket: Look, others: Sequence[Look], most: int = 5) -> list[Likeness]:
    """The likeliest first."""
    usual = _usual(others)
    found = (likeness(ticket, other, usual) for other in others if other.number != ticket.number)
    likely = [one for one in found if one is not None]
    return sorted(likely, key=lambda one: (-one.points, one.number))[:most]


def likeness(one: Look, other: Look, usual: frozenset[str] = frozenset()) -> Likeness | None:
    """None where they are not likely to be one case. `usual` identifiers tell nothing."""
    apart = abs(one.at - other.at)
    same_person = one.requester is not None and one.requester == other.requester
    same_company = one.customer is not None and one.customer == other.customer
    if apart > WINDOW or not (same_person or same_company):
        return None
    named = tuple(sorted((one.names & other.names) - usual))
    subject, text = _alike(one.title, other.title), _alike(one.words, other.words)
    content = (
        SUBJECT * _above(subject) * _telling(one.title, other.title)
        + TEXT * _above(text)
        + min(NAMED * len(named), MOST_NAMED)
    )
    near = next((points for within, points in NEAR if apart <= within), 0.0)
    points = (PERSON if same_person else COMPANY) + content + near
    if not content or points < ENOUGH:
        return None
    return Likeness(
        number=other.number,
        points=points,
        same_person=same_person,
        apart=apart,
        subject=int(subject) if subject >= LEAST_ALIKE else 0,
        text=int(text) if text >= LEAST_ALIKE else 0,
        named=named[:3],
        channels=_both(one.channel, other.channel),
        languages=_both(one.language, other.language),
    )


def identifiers(text: str) -> frozenset[str]:
    """Order numbers, error codes, addresses of machines: what holds a digit and is no date."""
    tokens = (found[0].strip("._/:@-").upper() for found in TOKEN.finditer(text))
    return frozenset(
        token
        for token in tokens
        if len(token) >= 5
        and any(letter.isdigit() for letter in token)
        and not DATE_OR_TIME.match(token)
    )


def _usual(others: Sequence[Look]) -> frozenset[str]:
    """What this customer writes under everything, such as a telephone number."""
    counted: Mapping[str, int] = Counter(name for other in others for name in other.names)
    most = max(2, len(others) * 0.3)
    return frozenset(name for name, times in counted.items() if times > most)


def _alike(one: str, other: str) -> float:
    """Percent, whatever the order of the words."""
    return fuzz.token_sort_ratio(one, other) if one and other else 0.0


def _above(share: float) -> float:
    return max(0.0, share - LEAST_ALIKE) / (100.0 - LEAST_ALIKE)


def _telling(*titles: str) -> float:
    """A subject of one word, such as "Help", says little even when it is the same."""
    return 1.0 if min(len(WORD.findall(title)) for title in titles) > 1 else 0.4


def _both(one: str, other: str) -> tuple[str, str] | None:
    return (one, other) if one and other and one != other else None


def _plain(text: str) -> str:
    """Lower case, without accents and signs."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    return " ".join(WORD.findall("".join(_without_accents(letters))))


def _without_accents(letters: str) -> Iterable[str]:
    return (letter for letter in letters if not unicodedata.combining(letter))
