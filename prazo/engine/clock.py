"""A ticket's events folded into its clocks: what each target has spent, and when it is due.

No clock is edited: it is computed again from the events, so it can be explained, replayed
under another agreement and rebuilt after a crash (`agreement.md`, "What a clock does").
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from prazo.engine.agreement import Agreement, Allowance, Line
from prazo.engine.events import Event
from prazo.engine.instant import MICROSECOND, to_datetime
from prazo.engine.measure import Measure, measure
from prazo.engine.steps import DueStep, due_steps
from prazo.engine.timeline import Timeline, timeline
from prazo.engine.triggers import Cycle, cycles


class State(StrEnum):
    RUNNING = "running"
    PAUSED = "paused"
    MET = "met"
    MET_LATE = "met_late"
    BREACHED = "breached"
    EXCLUDED = "excluded"
    NO_TARGET = "no_target"


class LedgerSpan(NamedTuple):
    """One stretch of a clock's life.

    `kind`: counting | closed | waiting | excluded | resolved. `on`: whom it waited on, or the
    cause that excluded it. `rule`: the place in the agreement that says so.
    """

    start: datetime
    end: datetime
    kind: str
    on: str
    rule: str

    @property
    def length(self) -> timedelta:
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class Clock:
    """One running measurement on one ticket. Instants are UTC; durations are working time.

    `due_at` is None while the clock is paused, excluded, or nothing was promised. `left` is
    negative once past due. `breached_at` stays on record whatever follows. The ledger's
    counting spans sum to `spent`, to the microsecond. `steps` are all escalation steps that
    can be dated now, past and to come.
    """

    metric: str
    cycle: int
    state: State
    agreement: Agreement
    started_at: datetime
    due_at: datetime | None
    met_at: datetime | None
    breached_at: datetime | None
    ended_at: datetime | None
    allowed: timedelta | None
    spent: timedelta
    paused: timedelta
    calendar: str
    counts_from: datetime | None  # the due time is `counts_left` of working time after this
    counts_left: timedelta | None
    line: Line | None
    waiting_on: str
    cause: str
    ledger: tuple[LedgerSpan, ...]
    steps: tuple[DueStep, ...]

    @property
    def left(self) -> timedelta | None:
        return None if self.allowed is None else self.allowed - self.spent

    @property
    def running(self) -> bool:
        """Whether it may still be met: counting or paused, and its ticket not ended."""
        return self.met_at is None and self.ended_at is None


def fold(
    agreement: Agreement | Sequence[Agreement],
    events: Iterable[Event],
    as_of: datetime,
    figures: Mapping[str, Allowance] | None = None,
) -> tuple[Clock, ...]:
    """All clocks of one ticket as they stand at `as_of`, in the agreement's order of targets.

    `figures` are those an agreement leaves to the contract (A9), by their key. Several
    agreements are given for a ticket that was moved from one version to another.
    """
    agreements = (agreement,) if isinstance(agreement, Agreement) else tuple(agreement)
    line = timeline(agreements, events, as_of)
    if not line.phases:
        return ()
    names = dict.fromkeys(metric for a in agreements for metric in a.targets)
    return tuple(
        _clock(cycle, line, measure(cycle, line, figures or {}))
        for metric in names
        for cycle in cycles(metric, line)
    )


def _clock(cycle: Cycle, line: Timeline, reading: Measure) -> Clock:
    return Clock(
        metric=cycle.metric,
        cycle=cycle.number,
        state=_state(cycle, reading, line.until),
        agreement=reading.agreement,
        started_at=to_datetime(cycle.start),
        due_at=_instant(reading.due),
        met_at=_instant(cycle.met),
        breached_at=_instant(reading.breached),
        ended_at=_instant(cycle.ended),
        allowed=None if reading.allowed is None else reading.allowed * MICROSECOND,
        spent=reading.spent * MICROSECOND,
        paused=reading.paused * MICROSECOND,
        calendar=reading.calendar,
        counts_from=None if reading.due is None else to_datetime(reading.runs[-1].start),
        counts_left=_counts_left(reading),
        line=reading.line,
        waiting_on=reading.waiting_on,
        cause=reading.cause,
        ledger=_ledger(reading),
        steps=due_steps(cycle, reading),
    )


def _state(cycle: Cycle, reading: Measure, until: int) -> State:
    if cycle.met is not None:
        return State.MET if reading.breached is None else State.MET_LATE
    if reading.excluded:
        return State.EXCLUDED
    if cycle.ended is None:
        if reading.allowed is None:
            return State.NO_TARGET
        if reading.waiting_on:
            return State.PAUSED
        past_due = reading.due is not None and reading.due < until
        return State.BREACHED if past_due else State.RUNNING
    return State.NO_TARGET if reading.breached is None else State.BREACHED


def _ledger(reading: Measure) -> tuple[LedgerSpan, ...]:
    instants = {us: to_datetime(us) for span in reading.spans for us in span[:2]}
    return tuple(
        LedgerSpan(instants[start], instants[end], kind, on, rule)
        for start, end, kind, on, rule in reading.spans
    )


def _counts_left(reading: Measure) -> timedelta | None:
    if reading.due is None or reading.allowed is None:
        return None
    return (reading.allowed - reading.runs[-1].before) * MICROSECOND


def _instant(us: int | None) -> datetime | None:
    return None if us is None else to_datetime(us)
