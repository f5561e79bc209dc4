"""What the linter finds."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Weight(StrEnum):
    """An error keeps an agreement from being published; the others inform."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Finding:
    """`what` is its stable name, `rule` its place in the file. `params` fill its sentence.

    Params whose name ends in `_rule` are places too.
    """

    what: str
    rule: str
    weight: Weight
    params: Mapping[str, str] = field(default_factory=dict)
