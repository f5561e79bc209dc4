"""One clock's life measured: cut where something changes, each cut counted on its calendar."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from prazo.engine.agreement import Agreement, Allowance, Effect, Fit, Limit, Line, Target
from prazo.engine.calendar import Calendar
from prazo.engine.instant import MICROSECOND, to_datetime, to_us
from prazo.engine.timeline import Phase, Timeline
from prazo.engine.triggers import Cycle


class Cut(NamedTuple):
    """A stretch of the life in which one rule holds. `kind` is the ledger's, or "counting"."""

    start: int
    end: int
    kind: str
    on: str
    rule: str
    fit: Fit
    agreement: Agreement


class Run(NamedTuple):
    """Cuts counted without a break on one calendar; `before` was spent when it began."""

    calendar: Calendar
    start: int
    before: int


class RawSpan(NamedTuple):
    start: int
    end: int
    kind: str
    on: str
    rule: str


@dataclass(slots=True)
class Measure:
    """What a clock reads. All times in µs; `allowed` is None where nothing was promised."""

    agreement: Agreement
    phase: Phase
    line: Line | None = None
    calendar: str = ""
    allowed: int | None = None
    spent: int = 0
    paused: int = 0
    due: int | None = None
    breached: int | None = None
    excluded: bool = False
    waiting_on: str = ""
    cause: str = ""
    runs: list[Run] = field(default_factory=list)
    spans: list[RawSpan] = field(default_factory=list)
    counting: bool = False

    def reached(self, amount: int) -> int | None:
        """The instant at which `amount` was or will be spent; None if that cannot be said yet."""
        runs = self.runs
        for index, run in enumerate(runs):
            last = index + 1 == len(runs)
            if not last and amount > runs[index + 1].before:
                continue
            if last and not self.counting and amount > self.spent:
                return None
            return run.calendar.due_us(run.start, max(0, amount - run.before))
        return None


def measure(cycle: Cycle, line: Timeline, figures: Mapping[str, Allowance]) -> Measure:
    """Walk the cuts of one cycle, adding up what is spent and noting the breach."""
    final = _final_phase(cycle, line)
    target = final.agreement.targets[cycle.metric]
    now = _cut(target, final, 0, 0)
    fit = final.agreement.fitting(target, final.facts)
    reading = Measure(final.agreement, final, fit.line, fit.name)
    reading.cause = final.cause
    reading.allowed = _allowed(fit, cycle, figures)
    reading.excluded = now.kind == "excluded"
    reading.waiting_on = now.on if now.kind == "waiting" else ""

    end = _end(cycle, line)
    for cut in _cuts(cycle, line, end):
        if cut.kind == "counting":
            reading.counting = True
            _count(reading, cut)
            if reading.breached is None:
                allowed = _allowed(cut.fit, cycle, figures)
                if allowed is not None and reading.spent >= allowed:
                    reached = reading.reached(allowed)
                    if reached is not None and max(reached, cut.start) < cut.end:
                        reading.breached = max(reached, cut.start)
        else:
            reading.counting = False
            reading.spans.append(RawSpan(*cut[:5]))
            if cut.kind == "waiting":
                reading.paused += cut.fit.calendar.spent_us(cut.start, cut.end)

    reading.counting = now.kind == "counting"
    if reading.counting and reading.allowed is not None:
        # What holds now may hold only since this instant, or its life has no length yet.
        if not (_runs_on(reading, end) and reading.runs[-1].calendar is fit.calendar):
            reading.runs.append(Run(fit.calendar, end, reading.spent))
        reading.due = reading.reached(reading.allowed)
        if cycle.last is None and reading.breached is None and _passed(reading.due, end):
            reading.breached = end  # what fits since this very instant allows less than was spent
    return reading


def _passed(due: int | None, end: int) -> bool:
    return due is not None and due < end


def _end(cycle: Cycle, line: Timeline) -> int:
    if cycle.met is not None:
        return cycle.met
    return line.until if cycle.ended is None else cycle.ended


def _final_phase(cycle: Cycle, line: Timeline) -> Phase:
    """The phase that holds at the end: the last before the event that met or ended the clock."""
    phases = line.phases
    if cycle.last is None:
        return phases[-1]
    for phase in reversed(phases):
        if phase.position < cycle.last and cycle.metric in phase.agreement.targets:
            return phase
    return phases[0]


def _cuts(cycle: Cycle, line: Timeline, end: int) -> Iterator[Cut]:
    """The life of one cycle, cut where a rule changes; neighbours of one rule are one cut."""
    phases = line.phases
    pending: Cut | None = None
    born = cycle.start
    last = len(phases) - 1
    for index, phase in enumerate(phases):
        start = phase.us
        if start >= end:
            break
        until = phases[index + 1].us if index < last else end
        if until > end:
            until = end
        if start < born:
            start = born
        if start >= until:
            continue
        target = phase.agreement.targets.get(cycle.metric)
        if target is None:
            continue
        cut = _cut(target, phase, start, until)
        if pending is not None and pending.end == start and pending[2:] == cut[2:]:
            pending = pending._replace(end=until)
        else:
            if pending is not None:
                yield pending
            pending = cut
    if pending is not None:
        yield pending


def _cut(target: Target, phase: Phase, start: int, end: int) -> Cut:
    agreement = phase.agreement
    fit = agreement.fitting(target, phase.facts)
    if phase.ended:
        return Cut(start, end, "resolved", "", target.rule, fit, agreement)
    if phase.cause:
        exclusion = agreement.exclusion(phase.cause, target)
        if exclusion is not None and exclusion.effect is Effect.PAUSED:
            return Cut(start, end, "waiting", exclusion.owner, exclusion.rule, fit, agreement)
        if exclusion is not None and phase.excluding:
            return Cut(start, end, "excluded", exclusion.cause, exclusion.rule, fit, agreement)
    if phase.waiting_on in target.pauses:
        rule = f"{target.rule}.pauses"
        return Cut(start, end, "waiting", phase.waiting_on, rule, fit, agreement)
    rule = target.rule if fit.line is None else fit.line.rule
    return Cut(start, end, "counting", "", rule, fit, agreement)


def _count(reading: Measure, cut: Cut) -> None:
    """Add a counted cut to its run and to the ledger, closed hours apart."""
    spans, fit, start, end = reading.spans, cut.fit, cut.start, cut.end
    runs_on = reading.runs and reading.runs[-1].calendar is fit.calendar
    if not (runs_on and spans and spans[-1].end == start and _counted(spans[-1])):
        reading.runs.append(Run(fit.calendar, start, reading.spent))
    reached = start
    rule = cut.rule
    for opens, closes in fit.calendar.spans_us(start, end):
        if reached < opens:
            _close(spans, reached, opens, fit.name)
        spans.append(RawSpan(opens, closes, "counting", "", rule))
        reading.spent += closes - opens
        reached = closes
    if reached < end:
        _close(spans, reached, end, fit.name)


def _close(spans: list[RawSpan], start: int, end: int, calendar: str) -> None:
    """Closed hours; a change of rule during them does not cut them in two."""
    if spans and spans[-1].end == start and spans[-1][2:4] == ("closed", calendar):
        spans[-1] = spans[-1]._replace(end=end)
    else:
        spans.append(RawSpan(start, end, "closed", calendar, f"calendars.{calendar}"))


def _counted(span: RawSpan) -> bool:
    return span.kind in ("counting", "closed")


def _runs_on(reading: Measure, end: int) -> bool:
    """Whether the last run lasts until the end, so that the due time lies on it."""
    return bool(reading.spans) and reading.spans[-1].end == end and _counted(reading.spans[-1])


def _allowed(fit: Fit, cycle: Cycle, figures: Mapping[str, Allowance]) -> int | None:
    """The working time a line allows, in µs. Days are laid out once, from the clock's start."""
    if fit.working is not None or fit.line is None:
        return fit.working
    allowance: Allowance | None = fit.line.allowed
    if allowance is not None and allowance.limit is Limit.CONTRACT:
        allowance = figures.get(allowance.key)
    if allowance is None or allowance.limit in (Limit.NONE, Limit.CONTRACT):
        return None
    if allowance.limit is Limit.WORKING:
        return allowance.time // MICROSECOND
    due = fit.calendar.due_days(to_datetime(cycle.start), allowance.days, allowance.end_of_day)
    return fit.calendar.spent_us(cycle.start, to_us(due))
