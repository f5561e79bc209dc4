"""One vector compared with what we say."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from prazo.engine.calendar import Calendar
from prazo.engine.conformance.clocks import sla
from prazo.engine.conformance.days import due_as_source
from prazo.engine.conformance.given import Vector, calendar_of, duration_of, instant_of
from prazo.engine.conformance.tally import AnotherMeaning, Finding, Tally, Verdict
from prazo.engine.errors import CalendarError


def conform(source: str, vectors: object) -> Tally:
    """Hold every vector of one source against the engine. What is no list of them has failed."""
    tally = Tally(source)
    if not isinstance(vectors, list):
        tally.add(Finding("", "", Verdict.FAILED, why="not a list of vectors"))
        return tally
    for vector in vectors:
        tally.add(compare(vector))
    return tally


def compare(vector: object) -> Finding:
    """One vector. A malformed one, or one of an unknown operation, has failed."""
    if not isinstance(vector, Mapping):
        return Finding("", "", Verdict.FAILED, why="a vector is an object with an id and an op")
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
    except UNREADABLE as error:
        return Finding(name, op, Verdict.FAILED, why=f"{type(error).__name__}: {error}")
    expected = " or ".join(str(a) for a in accepted)
    try:
        agreed = any(_agree(got, a, vector.get("resolution") or 0) for a in accepted)
    except UNREADABLE as error:
        return Finding(name, op, Verdict.FAILED, why=f"{type(error).__name__}: {error}")
    if agreed:
        return Finding(name, op, Verdict.PASSED, str(got), expected)
    return Finding(name, op, Verdict.FAILED, str(got), expected, str(vector.get("notes", "")))


UNREADABLE = (
    LookupError,
    TypeError,
    ValueError,
    AttributeError,
    ArithmeticError,  # seconds without end
    OSError,  # a zone that is a folder of zones
    CalendarError,
)

Answer = tuple[object, tuple[object, ...]]  # what we say, and what would be right
NOTHING = timedelta()


def _add(calendar: Calendar, vector: Vector) -> Answer:
    accepted = [_expected(vector["due"])]
    if vector.get("due_alt") is not None:
        accepted.append(instant_of(vector["due_alt"]))
    return _found(lambda: _counted(calendar, vector), accepted[0]), tuple(accepted)


def _counted(calendar: Calendar, vector: Vector) -> datetime:
    start, allowed = instant_of(vector["start"]), duration_of(vector["seconds"])
    forward = (vector["op"] == "add") == (allowed >= NOTHING)
    if not allowed:
        forward = _zero_goes_forward(calendar, vector, start)
    return calendar.due(start, abs(allowed)) if forward else calendar.before(start, abs(allowed))


def _zero_goes_forward(calendar: Calendar, vector: Vector, start: datetime) -> bool:
    """Where nothing at all leads from a closed instant: on to the opening, back to the closing.

    AnotherMeaning where the source's rule leads elsewhere than ours: from an edge, too, which is
    closed on one side.
    """
    adding: bool = vector["op"] == "add"
    zero = vector.get("zero") or ("next_active" if adding else "previous_active")
    if zero == "next_active":
        return True
    if zero not in ("previous_active", "unchanged"):
        raise ValueError(f"zero: {zero}")
    ours = calendar.due(start, NOTHING) if adding else calendar.before(start, NOTHING)
    if ours != (start if zero == "unchanged" else calendar.before(start, NOTHING)):
        raise AnotherMeaning(f"zero seconds from a closed instant: {zero}")
    return adding


def _expected(instant: str | None) -> datetime | None:
    return None if instant is None else instant_of(instant)


def _found(find: Callable[[], datetime], expected: datetime | None) -> datetime | None:
    """None where there is nothing to find, and the source found nothing either."""
    try:
        return find()
    except CalendarError:
        if expected is None:
            return None
        raise


def _between(calendar: Calendar, vector: Vector) -> Answer:
    start, end = instant_of(vector["start"]), instant_of(vector["end"])
    if end < start:
        raise AnotherMeaning(f"end before start: {vector.get('reversed', 'not an error')}")
    return calendar.spent(start, end), (duration_of(vector["seconds"]),)


def _is_open(calendar: Calendar, vector: Vector) -> Answer:
    return calendar.is_open(instant_of(vector["at"])), (vector["open"],)


def _periods(calendar: Calendar, vector: Vector) -> Answer:
    got = calendar.spans(instant_of(vector["start"]), instant_of(vector["end"]))
    expected = tuple((instant_of(start), instant_of(end)) for start, end in vector["periods"])
    return tuple((span.start, span.end) for span in got), (expected,)


def _edge(calendar: Calendar, vector: Vector) -> Answer:
    find: Callable[[datetime, bool], datetime] = getattr(calendar, vector["op"])
    at, inclusive = instant_of(vector["at"]), bool(vector.get("inclusive", False))
    expected = _expected(vector["result"])
    return _found(lambda: find(at, inclusive), expected), (expected,)


def _add_days(calendar: Calendar, vector: Vector) -> Answer:
    expected = _expected(vector["due"])
    return _found(lambda: _counted_in_days(calendar, vector), expected), (expected,)


def _counted_in_days(calendar: Calendar, vector: Vector) -> datetime:
    start, days = instant_of(vector["start"]), int(vector["days"])
    if isinstance(vector["days"], float) and vector["days"] != days:
        raise AnotherMeaning("parts of a working day")
    semantics = vector.get("semantics") or {}
    got = calendar.due_days(start, days, bool(semantics.get("end_of_day")))
    if due_as_source(calendar, start, days, semantics) != got:
        said = ", ".join(f"{key} {value}" for key, value in sorted(semantics.items()))
        raise AnotherMeaning(f"days counted otherwise: {said}")
    return got


def _agree(got: object, expected: object, resolution: float) -> bool:
    """Equal, or apart by less than a source that rounds can tell."""
    if resolution and isinstance(got, datetime) and isinstance(expected, datetime):
        return abs(got - expected) < duration_of(resolution)
    if resolution and isinstance(got, timedelta) and isinstance(expected, timedelta):
        apart: timedelta = abs(got - expected)
        return apart < duration_of(resolution)
    if resolution and isinstance(got, dict) and isinstance(expected, dict):
        return got.keys() == expected.keys() and all(
            _agree(reading, expected[key], resolution) for key, reading in got.items()
        )
    if resolution and isinstance(got, tuple) and isinstance(expected, tuple):
        return len(got) == len(expected) and all(
            _agree(one, other, resolution) for one, other in zip(got, expected, strict=True)
        )
    return bool(got == expected)


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
    "sla": sla,
}
