"""Who is meant by `@` in a note: a colleague's whole name, whole address, or the address's part
before its own `@`."""

import re
from collections.abc import Iterable
from typing import NamedTuple

BEFORE = r"(?<![\w@.+-])@"
"""An `@` that stands within a word belongs to an address."""
AFTER = r"(?![\w@]|[.+-]\w)"


class Person(NamedTuple):
    pk: int
    name: str
    address: str


def mentioned(text: str, people: Iterable[Person]) -> set[int]:
    """All whom the words fit exactly, but for capitals; of two that fit at one place the longer
    holds, so that “@Ann Lee” is not Ann."""
    if "@" not in text:
        return set()
    meant: dict[str, set[int]] = {}
    for person in people:
        for word in (person.name, person.address, person.address.partition("@")[0]):
            if word.strip():
                meant.setdefault(" ".join(word.split()).casefold(), set()).add(person.pk)
    if not meant:
        return set()
    longest_first = sorted(meant, key=len, reverse=True)
    either = "|".join(_pattern(word) for word in longest_first)
    found = re.finditer(f"{BEFORE}({either}){AFTER}", text.casefold())
    return {pk for one in found for pk in meant[" ".join(one[1].split())]}


def _pattern(word: str) -> str:
    """Names may be written over any white space."""
    return r"[ \t\u00a0]+".join(map(re.escape, word.split()))
