"""Who is meant by `@` in a note: a colleague's whole name, whole address, or the address's part
before its own `@`."""

import re
from collections import Counter
from collections.abc import Collection
from typing import NamedTuple
from unicodedata import normalize

BEFORE = r"(?<![\w@.+-])@"
"""An `@` that stands within a word belongs to an address."""
AFTER = r"(?![\w@]|[.+-]\w)"


class Person(NamedTuple):
    pk: int
    name: str
    address: str
    closed: Collection[int] = ()
    """Teams whose tickets he does not see."""


def mentioned(text: str, people: Collection[Person], *, alone: bool = False) -> set[int]:
    """All whom the words fit exactly, but for capitals; of two that fit at one place the longer
    holds, so that “@Ann Lee” is not Ann. Everybody chooses his own name: `alone` leaves out whom
    a word means along with somebody else, and nobody is meant by another's address."""
    if "@" not in text:
        return set()
    meant: dict[str, set[int]] = {}
    for person in people:
        for word in _words(person):
            meant.setdefault(_folded(word), set()).add(person.pk)
    meant |= {_folded(one.address): {one.pk} for one in people if one.address.strip()}
    if not meant:
        return set()
    longest_first = sorted(meant, key=len, reverse=True)
    either = "|".join(_pattern(word) for word in longest_first)
    found = re.finditer(f"{BEFORE}({either}){AFTER}", _plain(text))
    said = [meant[_folded(one[1])] for one in found]
    return {pk for some in said for pk in some if not (alone and len(some) > 1)}


def words(people: Collection[Person]) -> dict[int, str]:
    """What to write after the `@` to mean each of them and nobody else."""
    counted = Counter(
        word for person in people for word in {_folded(one) for one in _words(person)}
    )
    return {
        person.pk: next(
            (" ".join(one.split()) for one in _words(person) if counted[_folded(one)] == 1),
            person.address,
        )
        for person in people
    }


def _words(person: Person) -> list[str]:
    """The name, the address's first part, the whole address, as far as there are any."""
    return [
        word
        for word in (person.name, person.address.partition("@")[0], person.address)
        if word.strip()
    ]


def _folded(word: str) -> str:
    return " ".join(_plain(word).split())


def _plain(text: str) -> str:
    """However an accent was typed."""
    return normalize("NFC", text.casefold())


def _pattern(word: str) -> str:
    """Names may be written over any white space."""
    return r"[ \t\u00a0]+".join(map(re.escape, word.split()))
