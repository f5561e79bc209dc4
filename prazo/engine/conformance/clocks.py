"""What a source expects of a ticket's clocks, beside what the fold gives."""

from datetime import datetime, timedelta

from prazo.engine.calendar import Calendar
from prazo.engine.clock import Clock, fold
from prazo.engine.conformance.given import Vector, duration_of, instant_of
from prazo.engine.conformance.tally import AnotherMeaning
from prazo.engine.conformance.ticket import METRICS, tell

Reading = datetime | timedelta | None


def sla(calendar: Calendar, vector: Vector) -> tuple[object, tuple[object, ...]]:
    """All that is expected at once: what we say and what would be right, by key.

    Spent exactly at closing, the next opening is the same working time, so either is right
    (README of the vectors). AnotherMeaning when an expectation is of something that is no clock
    of ours.
    """
    expect: Vector = vector["expect"]
    if any("wall" in key or key.startswith("avg_") for key in expect):
        raise AnotherMeaning("statistics in wall-clock time, not clocks")
    if any("status" in key for key in expect):
        raise AnotherMeaning("the source's own word for a ticket, at an instant it does not say")
    told = tell(vector)
    clocks = fold(told.agreements, told.events, told.until)
    if any(clock.running and clock.metric in told.hidden for clock in clocks):
        raise AnotherMeaning("a due time hidden while waiting, though the time counts")
    got: dict[str, Reading] = {}
    expected: dict[str, Reading] = {}
    for key, value in expect.items():
        if isinstance(value, str):
            expected[key] = instant_of(value)
        else:
            expected[key] = None if value is None else duration_of(value)
        got[key] = _reading(key, clocks, calendar, nothing=value is None)
    at_opening = {
        key: reading if _is_closing_before(calendar, reading, expected[key]) else expected[key]
        for key, reading in got.items()
    }
    return got, (expected,) if at_opening == expected else (expected, at_opening)


def _is_closing_before(calendar: Calendar, ours: Reading, theirs: Reading) -> bool:
    if not (isinstance(ours, datetime) and isinstance(theirs, datetime)):
        return False
    return ours < theirs == calendar.due(ours, timedelta())


def _reading(key: str, clocks: tuple[Clock, ...], calendar: Calendar, nothing: bool) -> Reading:
    """One key of the format. ValueError for a key it does not have.

    `nothing` is expected: a clock that is over must not count as due, nor what one spent that
    is not met as its time.
    """
    if key == "due":
        dues = [clock.due_at for clock in clocks if clock.running and clock.due_at]
        return min(dues, default=None)
    for metric in METRICS:
        of_metric = [clock for clock in clocks if clock.metric == metric]
        last = of_metric[-1] if of_metric else None
        met = [clock for clock in of_metric if clock.met_at is not None]
        if not (met or nothing):
            met = of_metric  # so far
        match key.removeprefix(f"{metric}_"):
            case "due":
                return None if last is None or (nothing and not last.running) else last.due_at
            case "seconds" if met or nothing:
                return max((clock.spent for clock in met), default=None)
            case "margin" if met or nothing:
                left = (clock.left for clock in met if clock.left is not None)
                return min(left, default=None)
        if key == f"paused_seconds_{metric}" and last is not None:
            return last.paused
    return _of_the_one(key, clocks, calendar)


def _of_the_one(key: str, clocks: tuple[Clock, ...], calendar: Calendar) -> Reading:
    """A reading that names no metric: that of the clock which ends with the ticket."""
    if not clocks:
        raise ValueError(f"no clock for {key}")
    clock = clocks[-1]
    match key:
        case "paused_seconds":
            return clock.paused
        case "starts_at":
            return calendar.due(clock.started_at, timedelta())
        case "escalates_at":
            return min((clock.steps[0].at for clock in clocks if clock.steps), default=None)
    raise ValueError(f"nothing to expect: {key}")
