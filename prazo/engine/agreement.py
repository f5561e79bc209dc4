"""What was agreed, as far as a clock needs to know it. Frozen values; the loader makes them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING

from prazo.engine.calendar import Calendar
from prazo.engine.instant import MICROSECOND

if TYPE_CHECKING:
    from prazo.engine.prepared import Prepared

DIMENSIONS = (
    "priority",
    "plan",
    "level",
    "request_type",
    "channel",
    "component",
    "region",
    "tier",
    "cause",
    "addon",
)
"""What a line may name. `addon` is the one of which a ticket may have several."""

Facts = Mapping[str, str | frozenset[str]]
Conditions = tuple[tuple[str, frozenset[str]], ...]


def fits(when: Conditions, facts: Facts) -> bool:
    """A line fits when all it names is so: equality or membership, never an expression."""
    for dimension, values in when:
        fact = facts.get(dimension, "")
        if not (fact in values if isinstance(fact, str) else fact & values):
            return False
    return True


class Limit(StrEnum):
    """How a line says how long: working time, days, nothing promised, or left to the contract."""

    WORKING = "working"
    DAYS = "days"
    NONE = "none"
    CONTRACT = "contract"


@dataclass(frozen=True, slots=True)
class Allowance:
    """`time` for WORKING, `days` for DAYS (`end_of_day`: until closing), `key` for CONTRACT."""

    limit: Limit
    time: timedelta = timedelta()
    days: int = 0
    end_of_day: bool = False
    key: str = ""


NO_TARGET = Allowance(Limit.NONE)


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the table in the contract. `rule` is its place in the file, as a path."""

    when: Conditions
    allowed: Allowance
    rule: str
    calendar: str | None = None


@dataclass(frozen=True, slots=True)
class CalendarLine:
    """Which calendar a target counts on, where that depends on the ticket (M7: region)."""

    when: Conditions
    calendar: str


@dataclass(frozen=True, slots=True)
class Start:
    """What starts a clock: an event's kind, and for `level` or `waiting` which one."""

    kind: str  # opened | requester_message | reply | level | waiting | carrier_ticket | agreement
    value: str = ""


class MetBy(StrEnum):
    REPLY = "reply"
    INVESTIGATION = "investigation"
    ASSIGNMENT = "assignment"
    ACKNOWLEDGEMENT = "acknowledgement"
    RESOLUTION = "resolution"
    CARRIER_ANSWER = "carrier_answer"
    CUSTOMER_ANSWER = "customer_answer"


@dataclass(frozen=True, slots=True)
class Target:
    """One metric and how long it may take: the first of `lines` that fits gives the figure."""

    metric: str
    starts: tuple[Start, ...]
    met_by: MetBy
    lines: tuple[Line, ...]
    calendars: tuple[CalendarLine, ...]
    pauses: frozenset[str] = frozenset()
    repeats: bool = False
    owed_by: str = "provider"  # or customer (D12), carrier (N9)
    rule: str = ""

    def line(self, facts: Facts) -> Line | None:
        for line in self.lines:
            if fits(line.when, facts):
                return line
        return None

    def dimensions(self) -> tuple[str, ...]:
        """All that its lines name, so all that its figure can depend on."""
        conditions = [*(line.when for line in self.lines), *(c.when for c in self.calendars)]
        return tuple(dict.fromkeys(name for when in conditions for name, _ in when))

    def calendar(self, line: Line | None, facts: Facts) -> str:
        """The name of the calendar that holds: the line's own, else the first that fits."""
        if line is not None and line.calendar is not None:
            return line.calendar
        return next(c.calendar for c in self.calendars if fits(c.when, facts))


class Effect(StrEnum):
    EXCLUDED = "excluded"
    PAUSED = "paused"


@dataclass(frozen=True, slots=True)
class Exclusion:
    """A cause the agreement does not cover: who answers for it, and how clocks take it."""

    cause: str
    owner: str  # customer | third_party | carrier | nobody
    effect: Effect
    metrics: frozenset[str] = frozenset()  # empty: all that the provider owes
    rule: str = ""


class Moment(StrEnum):
    PERCENT = "percent"
    BREACH = "breach"
    BEFORE = "before"
    AFTER = "after"


@dataclass(frozen=True)
class Step:
    """One line of the escalation matrix: when, for whom it holds, who is told, what is done."""

    moment: Moment
    metrics: frozenset[str]  # empty: any
    rule: str
    percent: int = 0
    offset: Allowance = NO_TARGET  # working time or days before or after the due time
    every: timedelta | None = None  # repeated from `offset` on, counted on the clock's calendar
    times: int = 1  # how often at the most
    when: Conditions = ()
    tell: tuple[str, ...] = ()
    raise_level: bool = False
    reassign: str = ""
    review: bool = False  # D7: all teams involved
    close: bool = False  # D12
    ask: bool = False  # a reminder to whom the ticket waits on

    @cached_property
    def counted(self) -> tuple[int, int, int]:
        """Working time: per cent of what is allowed, µs after that, and µs between repeats.

        An offset in days is none.
        """
        shift = self.offset.time // MICROSECOND
        every = 0 if self.every is None else self.every // MICROSECOND
        match self.moment:
            case Moment.PERCENT:
                return self.percent, 0, every
            case Moment.BREACH:
                return 100, 0, every
            case Moment.BEFORE:
                return 100, -shift, every
            case Moment.AFTER:
                return 100, shift, every


@dataclass(frozen=True, slots=True)
class CalendarFacts:
    """A calendar with what a reader wants to know of it: names of closed dates, its rule."""

    calendar: Calendar
    closed: Mapping[date, str] = field(default_factory=dict)
    rule: str = ""


@dataclass(frozen=True)
class Agreement:
    """One version of one agreement. Equal name and version mean equal content."""

    name: str
    version: str
    effective: date
    calendars: Mapping[str, CalendarFacts]
    dimensions: Mapping[str, tuple[str, ...]]
    targets: Mapping[str, Target]
    not_covered: tuple[Exclusion, ...] = ()
    escalation: tuple[Step, ...] = ()

    def __hash__(self) -> int:
        return hash((self.name, self.version))

    @cached_property
    def prepared(self) -> "Prepared":
        """What all folds under this version share; made at the first of them."""
        from prazo.engine.prepared import Prepared  # which is made of this

        return Prepared(self)

    def exclusion(self, cause: str, target: Target) -> Exclusion | None:
        """What the agreement says of a cause for one target; clocks others owe run on."""
        for exclusion in self.not_covered:
            if exclusion.cause == cause:
                metrics = exclusion.metrics
                if target.metric in metrics if metrics else target.owed_by == "provider":
                    return exclusion
        return None

    def steps(self, metric: str) -> Iterable[tuple[int, Step]]:
        """The escalation steps of one metric, with their place in the matrix.

        A step for any metric speaks of what the provider owes, not of the customer's answer.
        """
        owed = self.targets[metric].owed_by == "provider"
        for index, step in enumerate(self.escalation):
            if metric in step.metrics or (owed and not step.metrics):
                yield index, step
