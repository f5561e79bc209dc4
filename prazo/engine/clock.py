"""A ticket's events folded into its clocks: what each target has spent, and when it is due.

No clock is edited: it is computed again from the events, so it can be explained, replayed
under another agreement and rebuilt after a crash (`agreement.md`, "What a clock does").
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from prazo.engine.agreement import Agreement, Allowance, Line
from prazo.engine.events import Event
from prazo.engine.measure import LedgerSpan, Measure, made, measure
from prazo.engine.steps import DueStep, due_steps
from prazo.engine.timeline import timeline
from prazo.engine.triggers import Cycle, cycles

__all__ = ["Clock", "LedgerSpan", "State", "fold"]


class State(StrEnum):
    RUNNING = "running"
    PAUSED = "paused"
    MET = "met"
    MET_LATE = "met_late"
    BREACHED = "breached"
    EXCLUDED = "excluded"
    NO_TARGET = "no_target"


RUNNING, PAUSED, MET, MET_LATE, BREACHED, EXCLUDED, NO_TARGET = State
# Found once: in Python 3.11 asking an enumeration for a member costs as much as a dozen steps.


class Clock(NamedTuple):
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
    def no_longer_owed(self) -> bool:
        """Whether a time was promised, and it ended before it was met or missed."""
        return self.state is NO_TARGET and self.allowed is not None

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
    if not line.rules:
        return ()
    names = {metric: None for a in agreements for metric in a.targets}
    return tuple(
        [
            _clock(cycle, measure(cycle, line, figures or {}), line.until)
            for metric in names
            for cycle in cycles(metric, line)
        ]
    )


def _clock(cycle: Cycle, reading: Measure, until: datetime) -> Clock:
    kind, on, _, fit, agreement = reading.rule
    due, allowed = reading.due, reading.allowed
    counts_from = counts_left = None
    if due is not None and allowed is not None:
        _, counts_from, before = reading.runs[-1]
        counts_left = allowed - before
    return made(
        Clock,
        (
            cycle.metric,
            cycle.number,
            _state(cycle, reading, kind, until),
            agreement,
            cycle.start,
            due,
            cycle.met,
            reading.breached,
            cycle.ended,
            allowed,
            reading.spent,
            reading.paused,
            fit.name,
            counts_from,
            counts_left,
            fit.line,
            on if kind == "waiting" else "",
            reading.rules.cause,
            tuple(reading.ledger),
            due_steps(cycle, reading, until) if cycle.last is None else (),
        ),
    )


def _state(cycle: Cycle, reading: Measure, kind: str, until: datetime) -> State:
    if cycle.met is not None:
        return MET if reading.breached is None else MET_LATE
    if kind == "excluded":
        return EXCLUDED
    if cycle.ended is not None:
        return NO_TARGET if reading.breached is None else BREACHED
    if reading.allowed is None:
        return NO_TARGET
    if kind == "waiting" and reading.rule.on:
        return PAUSED
    return BREACHED if reading.due is not None and reading.due < until else RUNNING
