"""What is wrong with an agreement file: each fault with its place, its sentence and its remedy."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from prazo.agreements.phrases import say
from prazo.agreements.source import Place


class Severity(StrEnum):
    """An error keeps the file from being published; a warning and a note do not."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Fault:
    """`line` and `column` count from 1. `what` is the stable name of the kind of fault.

    `params` fill its sentence and remedy, which exist in every language of `phrases`.
    """

    line: int
    column: int
    path: str
    what: str
    params: Mapping[str, str] = field(default_factory=dict)
    severity: Severity = Severity.ERROR

    @property
    def sentence(self) -> str:
        return self.sentence_in("en")

    @property
    def remedy(self) -> str:
        return self.remedy_in("en")

    def sentence_in(self, language: str) -> str:
        return say(f"fault.{self.what}.say", language, **self.params)

    def remedy_in(self, language: str) -> str:
        return say(f"fault.{self.what}.do", language, **self.params)


def fault(
    place: Place,
    path: str,
    what: str,
    params: Mapping[str, object] | None = None,
    severity: Severity = Severity.ERROR,
) -> Fault:
    """A fault at a place in the file."""
    known = {name: str(value) for name, value in (params or {}).items()}
    return Fault(place.line, place.column, path, what, known, severity)


class Faults(Exception):
    """Everything that keeps one file from being read as an agreement, in order of place."""

    def __init__(self, name: str, faults: Iterable[Fault]) -> None:
        self.name = name
        self.faults = in_order(faults)
        super().__init__(name, self.faults)

    def __str__(self) -> str:
        lines = (f"{self.name}:{f.line}:{f.column}: {f.sentence} {f.remedy}" for f in self.faults)
        return "\n".join(lines)


def in_order(faults: Iterable[Fault]) -> tuple[Fault, ...]:
    """By place in the file; the same fault told twice is told once."""
    once = {(f.line, f.column, f.path, f.what, *sorted(f.params.items())): f for f in faults}
    return tuple(sorted(once.values(), key=lambda f: (f.line, f.column, f.path, f.what)))
