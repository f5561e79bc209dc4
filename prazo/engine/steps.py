"""Which escalation steps of a clock fall when. All are amounts of working time, spent or to be."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from prazo.engine.agreement import Limit, Moment, Step, fits
from prazo.engine.calendar import Calendar
from prazo.engine.instant import MICROSECOND, to_datetime
from prazo.engine.measure import Measure
from prazo.engine.triggers import Cycle


@dataclass(frozen=True, slots=True)
class DueStep:
    """The `step`-th line of the matrix falls due at `at`; `repeat` counts from 0."""

    step: int
    repeat: int
    at: datetime


def due_steps(cycle: Cycle, reading: Measure) -> tuple[DueStep, ...]:
    """Every step that can be dated now, in order of time; none once the target is met.

    A pause moves the steps after it as it moves the due time: they are counted on the same
    working time. Of a repeated step the past ones and the next are given.
    """
    if cycle.last is not None or reading.allowed is None or reading.excluded:
        return ()
    found = [
        DueStep(index, repeat, to_datetime(us))
        for index, step in reading.agreement.steps(cycle.metric)
        if fits(step.when, reading.phase.facts)
        for repeat, us in _instants(step, reading, reading.allowed)
    ]
    return tuple(sorted(found, key=lambda due: (due.at, due.step, due.repeat)))


def _instants(step: Step, reading: Measure, allowed: int) -> Iterator[tuple[int, int]]:
    for repeat in range(step.times):
        us = _instant(step, repeat, reading, allowed)
        if us is None:
            return
        yield repeat, us
        if step.every is None or us > _now(reading):
            return


def _instant(step: Step, repeat: int, reading: Measure, allowed: int) -> int | None:
    if step.offset.limit is not Limit.DAYS:
        return reading.reached(amount(step, repeat, allowed))
    due = reading.reached(allowed)
    if due is None:
        return None
    at = days_from(step, repeat, reading.runs[-1].calendar, due)
    # Days are not working time, so a pause does not move them; while it lasts nothing falls due.
    return at if reading.counting or at <= _stopped(reading) else None


def amount(step: Step, repeat: int, allowed: int) -> int:
    """The working time after which a step falls due, in µs; not for an offset in days."""
    offset = step.offset.time // MICROSECOND
    match step.moment:
        case Moment.PERCENT:
            wanted = allowed * step.percent // 100
        case Moment.BREACH:
            wanted = allowed
        case Moment.BEFORE:
            wanted = allowed - offset
        case Moment.AFTER:
            wanted = allowed + offset
    return max(0, wanted + repeat * _every(step))


def days_from(step: Step, repeat: int, calendar: Calendar, due: int) -> int:
    """Where the offset is in days: so many from the due time, and repeats in working time."""
    days = -step.offset.days if step.moment is Moment.BEFORE else step.offset.days
    at = calendar.due_days_us(due, days, step.offset.end_of_day)
    return calendar.due_us(at, repeat * _every(step)) if repeat else at


def _every(step: Step) -> int:
    return 0 if step.every is None else step.every // MICROSECOND


def _stopped(reading: Measure) -> int:
    """When it last ceased to count."""
    counted = (span.end for span in reading.spans if span.kind in ("counting", "closed"))
    return max(counted, default=reading.spans[0].start)


def _now(reading: Measure) -> int:
    return reading.spans[-1].end if reading.spans else reading.runs[-1].start
