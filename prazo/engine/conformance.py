"""Other people's business time: their inputs and results, held against this engine.

Takes vectors as loaded from JSON, one list per source, and says of each whether we agree. A
vector is not comparable when its source means something else by the question, never because we
could not answer it; what a source is held to have wrong is disputed and not compared.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from prazo.engine.calendar import Calendar, weekly
from prazo.engine.errors import CalendarError
from prazo.engine.source_days import due_as_source

Vector = Mapping[str, Any]
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class Verdict(StrEnum):
    PASSED = "passed"
    FAILED = "failed"
    NOT_COMPARABLE = "not comparable"
    DISPUTED = "disputed"


@dataclass(frozen=True, slots=True)
class Finding:
    """What came of one vector. `got` and `expected` are as text; `why` says what differs."""

    id: str
    op: str
    verdict: Verdict
    got: str = ""
    expected: str = ""
    why: str = ""


class AnotherMeaning(Exception):
    """The source asks something else; the message says what."""


@dataclass(slots=True)
class Tally:
    """One source's vectors, counted."""

    source: str
    passed: int = 0
    failed: int = 0
    disputed: int = 0
    not_comparable: Counter[str] = field(default_factory=Counter)
    differences: list[Finding] = field(default_factory=list)

    @property
    def total(self) -> int:
        return self.passed + self.failed + self.disputed + self.not_comparable.total()

    def add(self, finding: Finding) -> None:
        match finding.verdict:
            case Verdict.PASSED:
                self.passed += 1
            case Verdict.FAILED:
                self.failed += 1
                self.differences.append(finding)
            case Verdict.DISPUTED:
                self.disputed += 1
            case Verdict.NOT_COMPARABLE:
                self.not_comparable[finding.why] += 1


def conform(source: str, vectors: Iterable[Vector]) -> Tally:
    """Hold every vector of one source against the engine."""
    tally = Tally(source)
    for vector in vectors:
        tally.add(compare(vector))
    return tally


def compare(vector: Vector) -> Finding:
    """One vector. A malformed one, or one of an unknown operation, has failed."""
    name, op = str(vector.get("id", "")), str(vector.get("op", ""))
    if vector.get("disputed"):
        return Finding(name, op, Verdict.DISPUTED, why=str(vector["disputed"]))
    answer = ANSWERS.get(op)
    if answer is None:
        return Finding(name, op, Verdict.FAILED, why=f"no such operation: {op}")
    try:
        calendar = calendar_of(vector["calendar"])
        got, accepted = answer(calendar, vector)
    except AnotherMeaning as other:
        return Finding(name, op, Verdict.NOT_COMPARABLE, why=str(other))
    except (KeyError, TypeError, ValueError, CalendarError) as error:
        return Finding(name, op, Verdict.FAILED, why=f"{type(error).__name__}: {error}")
    expected = " or ".join(str(a) for a in accepted)
    if any(_agree(got, a, vector.get("resolution", 0)) for a in accepted):
        return Finding(name, op, Verdict.PASSED, str(got), expected)
    return Finding(name, op, Verdict.FAILED, str(got), expected, str(vector.get("notes", "")))


def calendar_of(given: Mapping[str, Any]) -> Calendar:
    unknown = given.keys() - {"tz", "weekly", "holidays", "overrides"}
    if unknown:
        raise ValueError(f"a calendar has no {', '.join(sorted(unknown))}")
    return weekly(
        given["tz"],
        ZoneInfo(given["tz"]),
        {WEEKDAYS.index(day): _windows(windows) for day, windows in given["weekly"].items()},
        holidays=[date.fromisoformat(day) for day in given.get("holidays") or ()],
        days={
            date.fromisoformat(day): _windows(windows)
            for day, windows in (given.get("overrides") or {}).items()
        },
    )


def instant(text: str) -> datetime:
    return datetime.fromisoformat(text)


def duration(seconds: float | str) -> timedelta:
    """Seconds, fractional ones as they are written, to the nearest microsecond."""
    return timedelta(microseconds=round(Decimal(str(seconds)) * 1_000_000))


Answer = tuple[object, tuple[object, ...]]  # what we say, and what would be right


def _add(calendar: Calendar, vector: Vector) -> Answer:
    start, allowed = instant(vector["start"]), duration(vector["seconds"])
    forward = (vector["op"] == "add") == (allowed >= timedelta())
    if not allowed:
        forward = _zero_goes_forward(calendar, vector, start)
    due = calendar.due(start, abs(allowed)) if forward else calendar.before(start, abs(allowed))
    return due, tuple(instant(vector[key]) for key in ("due", "due_alt") if key in vector)


def _zero_goes_forward(calendar: Calendar, vector: Vector, start: datetime) -> bool:
    """Where nothing at all leads from a closed instant: on to the opening, back to the closing."""
    adding = vector["op"] == "add"
    zero = vector.get("zero", "next_active" if adding else "previous_active")
    ours = ("next_active",) if adding else ("next_active", "previous_active")
    moved = calendar.due(start, timedelta()) if adding else calendar.before(start, timedelta())
    if zero not in ours and moved != start:
        raise AnotherMeaning(f"zero seconds from a closed instant: {zero}")
    return adding or zero == "next_active"


def _between(calendar: Calendar, vector: Vector) -> Answer:
    start, end = instant(vector["start"]), instant(vector["end"])
    if end < start:
        raise AnotherMeaning(f"end before start: {vector.get('reversed', 'not an error')}")
    return calendar.spent(start, end), (duration(vector["seconds"]),)


def _is_open(calendar: Calendar, vector: Vector) -> Answer:
    return calendar.is_open(instant(vector["at"])), (vector["open"],)


def _periods(calendar: Calendar, vector: Vector) -> Answer:
    got = calendar.spans(instant(vector["start"]), instant(vector["end"]))
    expected = tuple((instant(start), instant(end)) for start, end in vector["periods"])
    return tuple((span.start, span.end) for span in got), (expected,)


def _edge(calendar: Calendar, vector: Vector) -> Answer:
    find: Callable[[datetime, bool], datetime] = getattr(calendar, vector["op"])
    expected = vector["result"]
    try:
        got = find(instant(vector["at"]), bool(vector.get("inclusive", False)))
    except CalendarError:
        if expected is None:
            return None, (None,)
        raise
    return got, (None if expected is None else instant(expected),)


def _add_days(calendar: Calendar, vector: Vector) -> Answer:
    start, days = instant(vector["start"]), int(vector["days"])
    semantics = vector.get("semantics") or {}
    end_of_day = bool(semantics.get("end_of_day") or semantics.get("closing_of_last_day"))
    got = calendar.due_days(start, days, end_of_day)
    if due_as_source(calendar, start, days, semantics) != got:
        said = ", ".join(f"{key} {value}" for key, value in sorted(semantics.items()))
        raise AnotherMeaning(f"days counted otherwise: {said}")
    return got, (instant(vector["due"]),)


def _windows(windows: Iterable[Iterable[str]]) -> list[tuple[int, int]]:
    return [(_seconds(opens), _seconds(closes)) for opens, closes in windows]


def _seconds(reading: str) -> int:
    hours, minutes, *seconds = (int(part) for part in reading.split(":"))
    return hours * 3600 + minutes * 60 + sum(seconds)


def _agree(got: object, expected: object, resolution: float) -> bool:
    if got == expected:
        return True
    if resolution and isinstance(got, datetime) and isinstance(expected, datetime):
        return abs(got - expected) < duration(resolution)
    if resolution and isinstance(got, timedelta) and isinstance(expected, timedelta):
        return bool(abs(got - expected) < duration(resolution))
    return False


ANSWERS: dict[str, Callable[[Calendar, Vector], Answer]] = {
    "add": _add,
    "subtract": _add,
    "between": _between,
    "is_open": _is_open,
    "periods": _periods,
    "next_open": _edge,
    "next_close": _edge,
    "prev_open": _edge,
    "prev_close": _edge,
    "add_days": _add_days,
}
