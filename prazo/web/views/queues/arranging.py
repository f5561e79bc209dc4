"""Which columns a queue shows, in what order: as a form shows them, without scripts too."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.http import QueryDict
from django.utils.functional import Promise

from prazo.web.shown import row

MOVES = ("sooner", "later")
"""Names of the buttons beside each column that is chosen."""


@dataclass(frozen=True, slots=True)
class Choice:
    name: str
    head: Promise
    chosen: bool = False
    first: bool = False
    last: bool = False


def choices(chosen: Sequence[str], heads: Mapping[str, Promise] = row.HEADS) -> list[Choice]:
    """Those that are chosen, in their order, and then the others."""
    last = len(chosen) - 1
    shown = [
        Choice(name, heads[name], True, place == 0, place == last)
        for place, name in enumerate(chosen)
    ]
    return shown + [Choice(name, head) for name, head in heads.items() if name not in chosen]


def chosen(sent: QueryDict, heads: Mapping[str, Promise] = row.HEADS) -> list[str]:
    """In the order in which they stood in the form, but for the one that a button moves."""
    found = [name for name in dict.fromkeys(sent.getlist("columns")) if name in heads]
    for button, by in zip(MOVES, (-1, 1), strict=True):
        moved = sent.get(button, "")
        if moved in found:
            at = found.index(moved)
            to = min(max(at + by, 0), len(found) - 1)
            found.insert(to, found.pop(at))
    return found
