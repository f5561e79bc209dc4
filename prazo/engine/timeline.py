"""A ticket's events made ready for folding: in order of time, with what holds between them.

Every clock of a ticket is cut at the same instants, so they are found once here: the phases,
stretches in which nothing that a clock depends on changes.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from operator import itemgetter

from prazo.engine.agreement import Agreement
from prazo.engine.events import Event, Kind
from prazo.engine.instant import utc
from prazo.engine.meaning import meaning
from prazo.engine.prepared import Prepared
from prazo.engine.rules import Fact, Known, Rules
from prazo.engine.unasked import Unasked, begins_unasked

# What the other ticket's past adds to the case it was merged into: when the customer spoke and
# what was answered. Its classification and waits are not this case's.
TAKEN_OVER_BY_MERGE = frozenset(
    {Kind.OPENED, Kind.MESSAGE, Kind.REPLY, Kind.ACKNOWLEDGED, Kind.ASSIGNED}
)
MERGED, CAUSE, AGREEMENT = Kind.MERGED, Kind.CAUSE, Kind.AGREEMENT
SPAM = (Kind.SPAM, Kind.NOT_SPAM)

Mark = tuple[datetime, int, int, str | None, Prepared]
"""An event that some clock hears: its instant, its place among the events, what it means, what
the ticket reached by it (`level:l2`, `waiting:customer`), the agreement it falls under."""

Entry = tuple[datetime, int, bool, Event]
"""An event with its instant and its order; False for what a merged ticket brought along."""


@dataclass(slots=True)
class Timeline:
    """Marks, and the phases column by column: since when, from which event on, what holds."""

    marks: list[Mark]
    starts: list[datetime]
    positions: list[int]
    rules: list[Rules]
    until: datetime


def timeline(agreements: Sequence[Agreement], events: Iterable[Event], as_of: datetime) -> Timeline:
    """Events until `as_of` in order, and the phases between them.

    The first of `agreements` holds from the start; an AGREEMENT event names the version that
    holds after it. Events after `as_of` do not exist yet: what happens later never changes
    what was true before.
    """
    until = utc(as_of)
    ordered = without_spam(_in_order(events, until))
    last_covered = _last_covered_cause(agreements, ordered)
    now = Standing(agreements, agreements[0].prepared)
    now.learn({})
    marks: list[Mark] = []
    starts: list[datetime] = []
    positions: list[int] = []
    rules: list[Rules] = []
    unasked = Unasked() if begins_unasked(entry[3] for entry in ordered) else None
    for position, (at, _, own, event) in enumerate(ordered):
        change = CHANGES.get(event.kind) if own else None
        reached = None if change is None else change(now, event)
        if reached is not None:
            starts.append(at)
            positions.append(position)
            rules.append(now.rules(position >= last_covered))
        means = meaning(event)
        if unasked is not None:
            means = unasked.hear(event, means)
            if unasked.is_over:
                reached = f"level:{now.facts.get('level', '')}"
        if means & now.terms.hears:
            marks.append((at, position, means, reached, now.terms))
        if unasked is not None and unasked.is_over:
            marks.append((at, position, unasked.held, None, now.terms))
            unasked = None

    if now.opened and ordered[0][0] < starts[0]:  # merged: the other ticket came first
        starts.insert(0, ordered[0][0])
        positions.insert(0, 0)
        rules.insert(0, rules[0].before())
    return Timeline(marks, starts, positions, rules, until)


def _in_order(events: Iterable[Event], until: datetime) -> list[Entry]:
    ordered: list[Entry] = []
    _gather(events, until, True, ordered)
    ordered.sort(key=itemgetter(0, 1))
    return ordered


def _gather(events: Iterable[Event], until: datetime, own: bool, into: list[Entry]) -> None:
    """Add the events until then, and of merged tickets what counts, of those merged into these
    before as well."""
    for event in events:
        at = event.at
        if at.tzinfo is not UTC:
            at = utc(at)
        if at > until:
            continue
        if own or event.kind in TAKEN_OVER_BY_MERGE:
            into.append((at, event.order, own, event))
        if event.kind is MERGED:
            _gather(event.data.get("events", ()), until, False, into)


def without_spam(ordered: list[Entry]) -> list[Entry]:
    """What counts where somebody called the ticket spam. It ends there, and what follows is
    nobody's; or it was a mistake, which is ours: then its clocks ran all the time."""
    said = [place for place, entry in enumerate(ordered) if entry[2] and entry[3].kind in SPAM]
    if not said:
        return ordered
    last = said[-1]
    if ordered[last][3].kind is Kind.SPAM:
        ordered, said = ordered[: last + 1], said[:-1]
    return [entry for place, entry in enumerate(ordered) if place not in said]


def _last_covered_cause(agreements: Sequence[Agreement], ordered: list[Entry]) -> int:
    """The place of the last cause that is covered: exclusions before it are as if never made.

    By the version that held when it was found: a later one does not say what was covered then.
    """
    if not any(entry[3].kind is CAUSE for entry in ordered):
        return 0
    last, terms = 0, agreements[0]
    for position, (_, _, own, event) in enumerate(ordered):
        if event.kind is CAUSE:
            cause = event.data.get("cause", "")
            if all(exclusion.cause != cause for exclusion in terms.not_covered):
                last = position
        elif own and event.kind is AGREEMENT:
            terms = _named(agreements, event, terms)
    return last


def _named(agreements: Sequence[Agreement], event: Event, now: Agreement) -> Agreement:
    """The version that holds from an event on; the one that held if it names none of them."""
    name = str(event.data.get("agreement", now.name))
    version = str(event.data.get("version", ""))
    for agreement in agreements:
        if (agreement.name, agreement.version) == (name, version):
            return agreement
    return now


@dataclass(slots=True)
class Standing:
    """What holds of the ticket, as one event after the other changes it."""

    agreements: Sequence[Agreement]
    terms: Prepared
    facts: dict[str, Fact] = field(default_factory=dict)
    known: Known = ()
    waiting_on: str = ""
    cause: str = ""
    ended: bool = False
    opened: bool = False

    def rules(self, excluding: bool) -> Rules:
        return self.terms.rules[self.known, self.waiting_on, self.cause, excluding, self.ended]

    def learn(self, facts: Mapping[str, Fact]) -> None:
        self.facts.update(facts)
        self.known = self.terms.known(self.facts)


def _opened(now: Standing, event: Event) -> str:
    now.opened = True
    return _classified(now, event)


def _classified(now: Standing, event: Event) -> str:
    now.learn(_dimensions(event))
    return f"level:{now.facts.get('level', '')}"


def _cause(now: Standing, event: Event) -> str:
    now.cause = str(event.data.get("cause", ""))
    now.learn({"cause": now.cause})
    return ""


def _waiting(now: Standing, event: Event) -> str:
    now.waiting_on = str(event.data["on"])
    return f"waiting:{now.waiting_on}"


def _resumed(now: Standing, event: Event) -> str:
    now.waiting_on = ""
    return ""


def _message(now: Standing, event: Event) -> str | None:
    """The customer's automatic reply (RFC 3834) resumes nothing."""
    if now.waiting_on != "customer" or event.data.get("automatic"):
        return None
    now.waiting_on = ""
    return ""


def _ended(now: Standing, event: Event) -> str:
    now.waiting_on, now.ended = "", True
    return ""


def _reopened(now: Standing, event: Event) -> str:
    now.ended = False
    return ""


def _moved(now: Standing, event: Event) -> str:
    now.terms = _named(now.agreements, event, now.terms.agreement).prepared
    now.learn({})
    return ""


CHANGES: Mapping[Kind, Callable[[Standing, Event], str | None]] = {
    Kind.OPENED: _opened,
    Kind.CLASSIFIED: _classified,
    Kind.CAUSE: _cause,
    Kind.WAITING: _waiting,
    Kind.RESUMED: _resumed,
    Kind.MESSAGE: _message,
    Kind.RESOLVED: _ended,
    Kind.CLOSED: _ended,
    Kind.MERGED_INTO: _ended,
    Kind.SPAM: _ended,
    Kind.REOPENED: _reopened,
    Kind.AGREEMENT: _moved,
}
"""How a kind changes what holds: what the ticket reached by it, or ""; None if nothing did."""


def _dimensions(event: Event) -> dict[str, Fact]:
    facts: dict[str, Fact] = {}
    for name, value in event.data.items():
        if isinstance(value, str):
            facts[name] = value
        elif isinstance(value, (list, tuple, set, frozenset)) and name == "addon":
            facts[name] = frozenset(value)
    return facts
