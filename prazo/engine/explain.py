"""The account of a due time: every second of a clock's life, whose it was and which rule says so.

It is the clock's ledger told, with running totals, and then the way from now to the due time.
Nothing is measured a second time: what lies behind is the ledger itself.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from prazo.engine.agreement import Agreement, Conditions, Limit, Line, Target
from prazo.engine.calendar import Calendar
from prazo.engine.clock import Clock, LedgerSpan, State
from prazo.engine.hours import ONE_DAY, WeeklyHours
from prazo.engine.span import Span

NOTHING = timedelta()
CLOSED_HOURS = "closed_hours"
NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class ClosedDate:
    """A date on which the calendar is shut though its weekday has hours."""

    day: date
    name: str


@dataclass(frozen=True, slots=True)
class Statement:
    """One stretch, and what it did to the clock.

    `kind`: counting | closed | waiting | excluded | resolved. `whose`: whom its seconds belong
    to (B8): provider | customer | third_party | carrier | nobody | closed_hours. `spent` and
    `left` are totals at its end; `left` is None where nothing was promised. `ahead` marks what
    has not happened yet, and will if nothing else does.
    """

    start: datetime
    end: datetime
    kind: str
    whose: str
    on: str
    rule: str
    calendar: str
    closed: tuple[ClosedDate, ...]
    spent: timedelta
    left: timedelta | None
    ahead: bool = False

    @property
    def length(self) -> timedelta:
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class Passed:
    """A line that stands before the one that fits, and the conditions that did not hold."""

    line: Line
    unfit: Conditions


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a clock reads what it reads. Statements follow each other without a gap.

    `resumed_due` is the due time if a clock that stands still went on at `as_of`; `days_due`
    the due time that a figure in days gave at the start.
    """

    clock: Clock
    as_of: datetime
    target: Target
    line: Line | None
    passed: tuple[Passed, ...]
    calendar: str
    statements: tuple[Statement, ...]
    ahead: tuple[Statement, ...]
    days_due: datetime | None
    resumed_due: datetime | None

    def shares(self) -> Mapping[str, timedelta]:
        """The whole life by whose it was; the shares sum to it."""
        shares: dict[str, timedelta] = {}
        for statement in self.statements:
            shares[statement.whose] = shares.get(statement.whose, NOTHING) + statement.length
        return shares


def explain(clock: Clock) -> Explanation:
    """The account of one clock, as of the end of its ledger."""
    agreement = clock.agreement
    target = agreement.targets[clock.metric]
    calendar = agreement.calendars[clock.calendar].calendar
    as_of = clock.ledger[-1].end if clock.ledger else clock.started_at
    return Explanation(
        clock=clock,
        as_of=as_of,
        target=target,
        line=clock.line,
        passed=tuple(_passed(target, clock.line)),
        calendar=clock.calendar,
        statements=tuple(_past(clock, agreement, target)),
        ahead=tuple(_ahead(clock, agreement, target, as_of)),
        days_due=_days_due(clock, calendar),
        resumed_due=_resumed(clock, calendar, as_of),
    )


def _passed(target: Target, line: Line | None) -> Iterator[Passed]:
    """The lines above the one that fits. What they ask for and it does not say stands out."""
    known = dict(line.when) if line is not None else {}
    for other in target.lines:
        if other is line:
            return
        unfit = tuple((name, values) for name, values in other.when if known.get(name) != values)
        yield Passed(other, unfit)


def _past(clock: Clock, agreement: Agreement, target: Target) -> Iterator[Statement]:
    spent = NOTHING
    for span in clock.ledger:
        if span.kind == "counting":
            spent += span.length
        name = _calendar_of(span, clock, agreement, target)
        yield Statement(
            start=span.start,
            end=span.end,
            kind=span.kind,
            whose=_whose(span, agreement, target),
            on=span.on,
            rule=span.rule,
            calendar=name,
            closed=_closed(agreement, name, span) if span.kind == "closed" else (),
            spent=spent,
            left=None if clock.allowed is None else clock.allowed - spent,
        )


def _ahead(
    clock: Clock, agreement: Agreement, target: Target, as_of: datetime
) -> Iterator[Statement]:
    """From now to the due time of a clock that runs, as it will be if nothing happens."""
    if clock.state is not State.RUNNING or clock.due_at is None or clock.allowed is None:
        return
    name, spent = clock.calendar, clock.spent
    rule = clock.line.rule if clock.line is not None else target.rule
    for span, is_open in _stretches(agreement.calendars[name].calendar, as_of, clock.due_at):
        spent += span.length if is_open else NOTHING
        yield Statement(
            start=span.start,
            end=span.end,
            kind="counting" if is_open else "closed",
            whose=target.owed_by if is_open else CLOSED_HOURS,
            on="" if is_open else name,
            rule=rule if is_open else f"calendars.{name}",
            calendar=name,
            closed=() if is_open else _closed(agreement, name, span),
            spent=spent,
            left=clock.allowed - spent,
            ahead=True,
        )


def _stretches(calendar: Calendar, since: datetime, until: datetime) -> Iterator[tuple[Span, bool]]:
    """Open and closed stretches in turn, without a gap."""
    reached = since
    for span in calendar.spans(since, until):
        if reached < span.start:
            yield Span(reached, span.start), False
        yield span, True
        reached = span.end
    if reached < until:
        yield Span(reached, until), False


def _whose(span: LedgerSpan, agreement: Agreement, target: Target) -> str:
    match span.kind:
        case "counting":
            return target.owed_by
        case "closed":
            return CLOSED_HOURS
        case "waiting":
            return span.on
        case "excluded":
            exclusion = agreement.exclusion(span.on, target)
            return NOBODY if exclusion is None else exclusion.owner
    return NOBODY


def _calendar_of(span: LedgerSpan, clock: Clock, agreement: Agreement, target: Target) -> str:
    """The calendar a stretch was counted on: its line's own, else the target's."""
    if span.kind == "closed" and span.on in agreement.calendars:
        return span.on
    line = next((line for line in target.lines if line.rule == span.rule), None)
    if line is not None and line.calendar is not None:
        return line.calendar
    only = len(target.calendars) == 1
    return target.calendars[0].calendar if only and line is not None else clock.calendar


def _closed(agreement: Agreement, name: str, span: LedgerSpan | Span) -> tuple[ClosedDate, ...]:
    """The closed dates that a closed stretch touches, where their weekday has hours."""
    facts = agreement.calendars[name]
    calendar = facts.calendar
    day = span.start.astimezone(calendar.zone).date()
    last = (span.end - timedelta.resolution).astimezone(calendar.zone).date()
    found: list[ClosedDate] = []
    while day <= last:
        if day in facts.closed and _would_open(calendar, day):
            found.append(ClosedDate(day, facts.closed[day]))
        day += ONE_DAY
    return tuple(found)


def _would_open(calendar: Calendar, day: date) -> bool:
    hours = calendar.hours
    return not isinstance(hours, WeeklyHours) or bool(hours.weekly[day.weekday()])


def _days_due(clock: Clock, calendar: Calendar) -> datetime | None:
    allowed = clock.line.allowed if clock.line is not None else None
    if allowed is None or allowed.limit is not Limit.DAYS:
        return None
    return calendar.due_days(clock.started_at, allowed.days, allowed.end_of_day)


def _resumed(clock: Clock, calendar: Calendar, as_of: datetime) -> datetime | None:
    """When it would be due if it went on now; a clock past due would be late at once."""
    if clock.state not in (State.PAUSED, State.EXCLUDED) or clock.left is None:
        return None
    return calendar.due(as_of, max(clock.left, NOTHING))
