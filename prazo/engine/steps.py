"""Which escalation steps of a clock fall when. All are amounts of working time, spent or to be."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from prazo.engine.agreement import Limit, Moment, Step, fits
from prazo.engine.instant import MICROSECOND, to_datetime, to_us
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
    offset = step.offset.time // MICROSECOND
    match step.moment:
        case Moment.PERCENT:
            amount = allowed * step.percent // 100
        case Moment.BREACH:
            amount = allowed
        case Moment.BEFORE:
            amount = allowed - offset
        case Moment.AFTER:
            amount = allowed + offset
    if step.every is not None:
        amount += repeat * (step.every // MICROSECOND)
    if step.offset.limit is Limit.DAYS:
        due = reading.reached(allowed)
        if due is None:
            return None
        sign = -1 if step.moment is Moment.BEFORE else 1
        run = reading.runs[-1]
        days = sign * step.offset.days
        return to_us(run.calendar.due_days(to_datetime(due), days, step.offset.end_of_day))
    return reading.reached(max(0, amount))


def _now(reading: Measure) -> int:
    return reading.spans[-1].end if reading.spans else reading.runs[-1].start
