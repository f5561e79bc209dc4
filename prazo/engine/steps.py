"""Which escalation steps of a clock fall when. All are amounts of working time, spent or to be."""

from datetime import datetime
from typing import NamedTuple

from prazo.engine.agreement import Limit, Moment, Step
from prazo.engine.calendar import Calendar
from prazo.engine.instant import MICROSECOND, to_datetime, to_us
from prazo.engine.measure import Measure, made
from prazo.engine.triggers import Cycle

DAYS = Limit.DAYS


class DueStep(NamedTuple):
    """The `step`-th line of the matrix falls due at `at`; `repeat` counts from 0."""

    step: int
    repeat: int
    at: datetime


def due_steps(cycle: Cycle, reading: Measure, until: datetime) -> tuple[DueStep, ...]:
    """Every step of a clock not met or ended that can be dated now, in order of time.

    A pause moves the steps after it as it moves the due time: they are counted on the same
    working time. Of a repeated step the past ones and the next are given.
    """
    if reading.allowed is None or reading.rule.kind == "excluded":
        return ()
    allowed = reading.allowed // MICROSECOND
    found: list[tuple[datetime, int, int]] = []
    for place, step in reading.rules.steps(cycle.metric):
        for repeat in range(step.times):
            at = _instant(step, repeat, reading, allowed)
            if at is None:
                break
            found.append((at, place, repeat))
            if step.every is None or at > until:
                break
    found.sort()
    return tuple([made(DueStep, (place, repeat, at)) for at, place, repeat in found])


def _instant(step: Step, repeat: int, reading: Measure, allowed: int) -> datetime | None:
    if step.offset.limit is not DAYS:
        return reading.reached(amount(step, repeat, allowed) * MICROSECOND)
    due = reading.reached(allowed * MICROSECOND)
    if due is None:
        return None
    at = to_datetime(days_from(step, repeat, reading.runs[-1][0], to_us(due)))
    # Days are not working time, so a pause does not move them; while it lasts nothing falls due.
    return at if reading.rule.kind == "counting" or at <= _stopped(reading) else None


def amount(step: Step, repeat: int, allowed: int) -> int:
    """The working time after which a step falls due, in µs; not for an offset in days."""
    percent, shift, every = step.counted
    wanted = allowed * percent // 100 + shift + repeat * every
    return wanted if wanted > 0 else 0


def days_from(step: Step, repeat: int, calendar: Calendar, due: int) -> int:
    """Where the offset is in days: so many from the due time, and repeats in working time."""
    days = -step.offset.days if step.moment is Moment.BEFORE else step.offset.days
    at = calendar.due_days_us(due, days, step.offset.end_of_day)
    _, _, every = step.counted
    return calendar.due_us(at, repeat * every) if repeat else at


def _stopped(reading: Measure) -> datetime:
    """When it last ceased to count."""
    counted = (span.end for span in reading.ledger if span.kind in ("counting", "closed"))
    return max(counted, default=reading.ledger[0].start)
