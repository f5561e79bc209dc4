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


def _add(calendar: Calendar, vector: Vector) -> Answer:
    start, allowed = instant_of(vector["start"]), duration_of(vector["seconds"])
    forward = (vector["op"] == "add") == (allowed >= timedelta())
    if not allowed:
        forward = _zero_goes_forward(calendar, vector, start)
    accepted = [vector[key] for key in ("due", "due_alt") if key in vector]
    try:
        due = calendar.due(start, abs(allowed)) if forward else calendar.before(start, abs(allowed))
    except CalendarError:
        if None in accepted:
            return None, (None,)
        raise
    return due, tuple(None if one is None else instant_of(one) for one in accepted)


def _zero_goes_forward(calendar: Calendar, vector: Vector, start: datetime) -> bool:
    """Where nothing at all leads from a closed instant: on to the opening, back to the closing."""
    adding = vector["op"] == "add"
    zero = str(vector.get("zero", "next_active" if adding else "previous_active"))
    ours = ("next_active",) if adding else ("next_active", "previous_active")
    moved = calendar.due(start, timedelta()) if adding else calendar.before(start, timedelta())
    if zero not in ours and moved != start:
        raise AnotherMeaning(f"zero seconds from a closed instant: {zero}")
    return adding or zero == "next_active"


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
    expected = vector["result"]
    try:
        got = find(instant_of(vector["at"]), bool(vector.get("inclusive", False)))
    except CalendarError:
        if expected is None:
            return None, (None,)
        raise
    return got, (None if expected is None else instant_of(expected),)


def _add_days(calendar: Calendar, vector: Vector) -> Answer:
    start, days = instant_of(vector["start"]), int(vector["days"])
    semantics = vector.get("semantics") or {}
    got = calendar.due_days(start, days, bool(semantics.get("end_of_day")))
    if due_as_source(calendar, start, days, semantics) != got:
        said = ", ".join(f"{key} {value}" for key, value in sorted(semantics.items()))
        raise AnotherMeaning(f"days counted otherwise: {said}")
    return got, (instant_of(vector["due"]),)


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
