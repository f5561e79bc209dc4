"""One clock's life measured: cut where something changes, each cut counted on its calendar."""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from prazo.engine.agreement import Allowance, Limit
from prazo.engine.calendar import Calendar
from prazo.engine.rules import Fit, Rule, Rules
from prazo.engine.timeline import Timeline
from prazo.engine.triggers import Cycle

NOTHING = timedelta()
WORKING, NONE, CONTRACT = Limit.WORKING, Limit.NONE, Limit.CONTRACT

made = tuple.__new__
"""`made(LedgerSpan, (start, ...))` is `LedgerSpan(start, ...)` without the function in Python that
a named tuple's own name goes through: for all a fold makes, that is a twelfth of its time."""

Cut = tuple[datetime, datetime, Rule]
"""[start, end) of a life in which one rule holds."""

Run = tuple[Calendar, datetime, timedelta]
"""Cuts counted without a break on one calendar: since when, and what was spent until then."""


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


@dataclass(slots=True)
class Measure:
    """What a clock reads; `allowed` is None where nothing was promised."""

    rules: Rules  # that hold at its end
    rule: Rule
    allowed: timedelta | None
    spent: timedelta
    paused: timedelta
    due: datetime | None
    breached: datetime | None
    runs: list[Run]
    ledger: list[LedgerSpan]

    def reached(self, amount: timedelta) -> datetime | None:
        """The instant at which `amount` was or will be spent; None if that cannot be said yet."""
        if amount > self.spent and self.rule.kind != "counting":
            return None
        return _reached(self.runs, amount) if self.runs else None


def measure(cycle: Cycle, line: Timeline, figures: Mapping[str, Allowance]) -> Measure:
    """Walk the cuts of one cycle, adding up what is spent and noting the breach."""
    end = cycle.met or cycle.ended or line.until
    runs: list[Run] = []
    ledger: list[LedgerSpan] = []
    spent = paused = NOTHING
    breached = None
    for start, until, cut in _cuts(cycle, line, end):
        kind, on, place, fit, _ = cut
        if kind == "counting":
            spent = _count(runs, ledger, spent, start, until, cut)
            if breached is None:
                allowed = fit.allowed if fit.reckoned is None else _reckoned(fit, cycle, figures)
                if allowed is not None and spent >= allowed:
                    reached = max(_reached(runs, allowed), start)
                    breached = reached if reached < until else None
        else:
            ledger.append(made(LedgerSpan, (start, until, kind, on, place)))
            if kind == "waiting":
                for opens, closes in fit.calendar.stretches(start, until):
                    paused += closes - opens

    rules, rule = _at_end(cycle, line)
    fit = rule.fit
    allowed = fit.allowed if fit.reckoned is None else _reckoned(fit, cycle, figures)
    due = None
    if allowed is not None and rule.kind == "counting":
        # What holds now may hold only since this instant, or its life has no length yet.
        if not (runs and runs[-1][0] is fit.calendar and _counted(ledger[-1], end)):
            runs.append((fit.calendar, end, spent))
        due = _reached(runs, allowed)
        if breached is None and due < end and cycle.last is None:
            breached = end  # what fits since this very instant allows less than was spent
    return Measure(rules, rule, allowed, spent, paused, due, breached, runs, ledger)


def _cuts(cycle: Cycle, line: Timeline, end: datetime) -> list[Cut]:
    """The life of one cycle, cut where a rule changes; neighbours of one rule are one cut."""
    metric, born, starts = cycle.metric, cycle.start, line.starts
    cuts: list[Cut] = []
    first = bisect_right(starts, born) - 1
    last = bisect_left(starts, end) - 1
    since, pending = born, None
    for index in range(first if first > 0 else 0, last + 1):
        start = starts[index]
        if index < last and starts[index + 1] <= start:
            continue  # nothing but its instant
        if start < born:
            start = born
        rule = line.rules[index][metric]
        if rule is pending:
            continue
        if pending is not None:
            cuts.append((since, start, pending))
        since, pending = start, rule
    if pending is not None and since < end:
        cuts.append((since, end, pending))
    return cuts


def _count(
    runs: list[Run],
    ledger: list[LedgerSpan],
    spent: timedelta,
    start: datetime,
    end: datetime,
    rule: Rule,
) -> timedelta:
    """Add a counted cut to its run and to the ledger, closed hours apart; all that is spent."""
    _, _, place, fit, _ = rule
    calendar = fit.calendar
    if not (runs and runs[-1][0] is calendar and _counted(ledger[-1], start)):
        runs.append((calendar, start, spent))
    reached = start
    for opens, closes in calendar.stretches(start, end):
        if reached < opens:
            _close(ledger, reached, opens, fit)
        ledger.append(made(LedgerSpan, (opens, closes, "counting", "", place)))
        spent += closes - opens
        reached = closes
    if reached < end:
        _close(ledger, reached, end, fit)
    return spent


def _close(ledger: list[LedgerSpan], start: datetime, end: datetime, fit: Fit) -> None:
    """Closed hours; a change of rule during them does not cut them in two."""
    if ledger and ledger[-1][1:4] == (start, "closed", fit.name):
        start = ledger.pop().start
    ledger.append(made(LedgerSpan, (start, end, "closed", fit.name, fit.closed)))


def _counted(span: LedgerSpan, until: datetime) -> bool:
    """Whether it was counted until then, so that the last run goes on."""
    return span[1] == until and span[2] in ("counting", "closed")


def _reached(runs: list[Run], amount: timedelta) -> datetime:
    """When so much was spent, or will be if it goes on as in the last run."""
    place = len(runs) - 1
    while place and amount <= runs[place][2]:
        place -= 1
    calendar, start, before = runs[place]
    due = calendar.due(start, amount - before if amount > before else NOTHING)
    for calendar, start, _ in runs[place + 1 :]:
        if due <= start:
            break
        due = calendar.due(start, NOTHING)  # nothing was allowed, and no run had opened yet
    return due


def _at_end(cycle: Cycle, line: Timeline) -> tuple[Rules, Rule]:
    """What holds at the end: the last phase before the event that met or ended the clock."""
    metric, phases = cycle.metric, line.rules
    last = len(phases) if cycle.last is None else bisect_left(line.positions, cycle.last)
    for rules in reversed(phases[: last or 1]):
        rule = rules[metric]
        if rule is not None:
            return rules, rule
    raise ValueError(f"nothing is agreed of {metric}")


def _reckoned(fit: Fit, cycle: Cycle, figures: Mapping[str, Allowance]) -> timedelta | None:
    """The working time a line allows. Days are laid out once, from the clock's start."""
    allowance = fit.reckoned
    if allowance is not None and allowance.limit is CONTRACT:
        allowance = figures.get(allowance.key)
    if allowance is None or allowance.limit in (NONE, CONTRACT):
        return None
    if allowance.limit is WORKING:
        return allowance.time
    due = fit.calendar.due_days(cycle.start, allowance.days, allowance.end_of_day)
    return fit.calendar.spent(cycle.start, due)
