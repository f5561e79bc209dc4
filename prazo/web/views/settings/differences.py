"""Two versions of an agreement side by side, section by section, in the reader's words."""

from dataclasses import dataclass
from itertools import groupby

from prazo.agreements.compare import Change, compare
from prazo.agreements.loader import Loaded
from prazo.web.shown.words import tag


@dataclass(frozen=True, slots=True)
class Section:
    name: str
    changes: tuple[Change, ...]


def differences(before: Loaded, after: Loaded) -> list[Section]:
    """Empty where a reader would call them the same."""
    changes = compare(before, after, tag())
    return [Section(name, tuple(some)) for name, some in groupby(changes, lambda c: c.section)]
