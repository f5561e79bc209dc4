"""A ticket's events and agreement → engine → clock rows. Nobody else writes clocks.

A row is the indexed cache of one clock as it was when it was last settled; what happens to it
next without anybody acting (a step falls due, the due time passes) is at `next_step_at`.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from prazo.agreements import closed_dates
from prazo.agreements.figures import contract_figures, stand_in_figures
from prazo.agreements.models import Version
from prazo.desk.bar import packed
from prazo.desk.events import Fact, Recorded, engine_events, histories, values_of
from prazo.desk.models import Clock, Event, Ticket
from prazo.desk.step_keys import step_keys
from prazo.desk.unanswered import unanswered_since
from prazo.engine import clock as engine
from prazo.engine.agreement import Agreement
from prazo.engine.clock import State
from prazo.engine.events import Event as EngineEvent
from prazo.engine.events import Kind
from prazo.engine.instant import to_datetime, to_us
from prazo.lib import rows as many

JUST_AFTER = timedelta(microseconds=1)
"""A clock is breached once its due time has passed, not at it."""

AT_ONCE = 2000
"""Rows written by one statement: PostgreSQL takes 65 535 values, and a row has 22."""


@dataclass(slots=True)
class Settlement:
    """One ticket's clock rows brought in line with its events, not yet written."""

    ticket: Ticket
    rows: list[Clock] = field(default_factory=list)
    new: list[Clock] = field(default_factory=list)
    changed: dict[int, Clock] = field(default_factory=dict)
    columns: set[str] = field(default_factory=set)  # of which those that changed need writing
    undone: list[Clock] = field(default_factory=list)

    def take(self, row: Clock, step: int, repeat: int, key: str) -> None:
        """Note that a step was taken: it is never dated again."""
        row.told = [*row.told, told_as(key, repeat)]
        row.coming = [one for one in row.coming if one[:2] != [step, repeat]]
        row.next_step_at = wakes(row)
        self.changed[row.pk] = row
        self.columns |= {"told", "coming", "next_step_at"}


def settle(ticket: Ticket, as_of: datetime, events: Iterable[Event] | None = None) -> None:
    """Bring clock rows and the ticket's next due time in line with its events.

    Called at the end of every action, in its transaction, with the ticket's row locked. The
    caller saves the ticket. `events` spares a query for a ticket that was just made.
    """
    closed_dates.hold()
    history = engine_events(ticket.events.all() if events is None else events)
    rows = list(ticket.clocks.all()) if events is None else []
    save([_settlement(ticket, rows, history, as_of)])


@dataclass(frozen=True, slots=True)
class Begun:
    """The first clocks of a ticket that is about to be written: its rows, and as they are told."""

    settlement: Settlement
    clocks: tuple[engine.Clock, ...]


def begin(ticket: Ticket, facts: Sequence[Fact], as_of: datetime) -> Begun:
    """Settle a new ticket by its first facts before any of it is written; see `to_write`."""
    history = values_of(facts)
    folded = _fold(ticket, history, as_of)
    _say_who_waits(ticket, history)
    return Begun(_aligned(ticket, (), folded, as_of), folded)


def to_write(begun: Iterable[Begun]) -> many.Batch:
    """The clocks of many new tickets, to be written after these."""
    return Clock, [row for one in begun for row in one.settlement.new]


def settlements(tickets: Iterable[Ticket]) -> list[Settlement]:
    """The same for many locked tickets as of their last change; `save` writes the clocks."""
    closed_dates.hold()
    tickets = list(tickets)
    ids = [ticket.pk for ticket in tickets]
    rows: dict[int, list[Clock]] = defaultdict(list)
    for row in Clock.objects.filter(ticket_id__in=ids):
        rows[row.ticket_id].append(row)
    happened = histories(ids)
    return [
        _settlement(ticket, rows.get(ticket.pk, []), happened.get(ticket.pk, []), ticket.changed_at)
        for ticket in tickets
    ]


def save(made: Iterable[Settlement]) -> None:
    """Write what settling changed. Rows that are new have their id afterwards."""
    made = list(made)
    if new := [row for one in made for row in one.new]:
        Clock.objects.bulk_create(new, batch_size=AT_ONCE)
    changed = [row for one in made for row in one.changed.values()]
    many.update(Clock, changed, tuple(sorted(set().union(*(one.columns for one in made)))))
    if undone := [row.pk for one in made for row in one.undone]:
        Clock.objects.filter(pk__in=undone).delete()
    for one in made:
        one.new, one.undone = [], []
        one.changed, one.columns = {}, set()


def postpone(ticket: Ticket, as_of: datetime, until: datetime) -> None:
    """Leave what is due on a ticket alone until then, or until something happens to it."""
    Clock.objects.filter(ticket=ticket, next_step_at__lte=as_of).update(next_step_at=until)


def read(
    ticket: Ticket, as_of: datetime, events: Iterable[Recorded] | None = None
) -> tuple[engine.Clock, ...]:
    """The ticket's clocks as the engine gives them, ledgers included."""
    return _fold(ticket, engine_events(ticket.events.all() if events is None else events), as_of)


def told_as(key: str, repeat: int) -> str:
    return f"{key}.{repeat}"


def _fold(
    ticket: Ticket, history: Sequence[EngineEvent], as_of: datetime
) -> tuple[engine.Clock, ...]:
    agreements = _agreements(ticket, history)
    if ticket.synthetic:
        figures = stand_in_figures(agreements[-1])
    else:
        figures = contract_figures(ticket.contract.figures) if ticket.contract else {}
    return engine.fold(agreements, history, as_of, figures)


def _settlement(
    ticket: Ticket, rows: Iterable[Clock], history: Sequence[EngineEvent], as_of: datetime
) -> Settlement:
    _say_who_waits(ticket, history)
    return _aligned(ticket, rows, _fold(ticket, history, as_of), as_of)


def _say_who_waits(ticket: Ticket, history: Sequence[EngineEvent]) -> None:
    """Whoever's case ended waits for no answer, until it is taken up again."""
    ticket.unanswered_since = unanswered_since(history) if ticket.is_open else None


def _aligned(
    ticket: Ticket, rows: Iterable[Clock], folded: Sequence[engine.Clock], as_of: datetime
) -> Settlement:
    known = {(row.metric, row.cycle): row for row in rows}
    made = Settlement(ticket)
    for clock in folded:
        row = known.pop((clock.metric, clock.cycle), None)
        if row is None:
            row = Clock(desk_id=ticket.desk_id, ticket=ticket, metric=clock.metric)
            row.cycle = clock.cycle
            _fill(row, clock)
            made.new.append(row)
        elif columns := _fill(row, clock):
            made.changed[row.pk] = row
            made.columns |= columns
        made.rows.append(row)
    for row in known.values():  # an event that came late undid the cycle it stood for
        if row.told:
            made.columns |= _undo(row, as_of)
            made.changed[row.pk] = row
        else:
            made.undone.append(row)
    _point_at_next(ticket, folded)
    return made


def _fill(row: Clock, clock: engine.Clock) -> set[str]:
    """Write a clock's readings into its row; which changed, if any but the time spent did."""
    values = {
        "state": str(clock.state),
        "started_at": clock.started_at,
        "due_at": clock.due_at,
        "met_at": clock.met_at,
        "breached_at": clock.breached_at,
        "ended_at": clock.ended_at,
        "allowed": clock.allowed,
        "spent": clock.spent,
        "calendar": clock.calendar,
        "counts_from": clock.counts_from,
        "counts_left": clock.counts_left,
        "rule": clock.line.rule if clock.line else "",
        "bar": packed(clock),
        "coming": _steps_to_come(row, clock),
    }
    return _write(row, values)


def _undo(row: Clock, as_of: datetime) -> set[str]:
    """Its cycle never was, but somebody was told of it, which stays on record."""
    nothing = dict.fromkeys(("due_at", "met_at", "counts_from", "counts_left", "allowed"))
    state = str(State.NO_TARGET)
    ended_at = row.ended_at or as_of
    return _write(row, {**nothing, "state": state, "ended_at": ended_at, "bar": [], "coming": []})


def _write(row: Clock, values: Mapping[str, object]) -> set[str]:
    changed = {name for name, value in values.items() if getattr(row, name) != value}
    for name in changed:
        setattr(row, name, values[name])
    wakes_at = wakes(row)
    if row.next_step_at != wakes_at:
        row.next_step_at = wakes_at
        changed.add("next_step_at")
    return changed if changed != {"spent"} else set()


def _steps_to_come(row: Clock, clock: engine.Clock) -> list[list[int]]:
    if not clock.steps:
        return []
    taken = set(row.told)
    keys = step_keys(clock.agreement, clock.metric)
    return [
        [step.step, step.repeat, to_us(step.at)]
        for step in clock.steps
        if told_as(keys[step.step], step.repeat) not in taken
    ]


def wakes(row: Clock) -> datetime | None:
    """When something happens to it though nobody acts: its first step, or its breach."""
    instants = [to_datetime(row.coming[0][2])] if row.coming else []
    if row.state == State.RUNNING and row.due_at is not None:
        instants.append(row.due_at + JUST_AFTER)
    return min(instants, default=None)


def _point_at_next(ticket: Ticket, clocks: Sequence[engine.Clock]) -> None:
    """The most urgent of what the desk owes, for the queue; nothing once the ticket ended."""
    ticket.breached = any(clock.breached_at for clock in clocks if _owed(clock))
    running = [
        (clock.due_at, clock.metric)
        for clock in clocks
        if clock.running and clock.due_at is not None and _owed(clock)
    ]
    if running and ticket.is_open:
        ticket.next_due_at, ticket.next_metric = min(running)
    else:
        ticket.next_due_at, ticket.next_metric = None, ""


def _owed(clock: engine.Clock) -> bool:
    return clock.agreement.targets[clock.metric].owed_by == "provider"


def _agreements(ticket: Ticket, history: Sequence[EngineEvent]) -> list[Agreement]:
    """The version the ticket was opened under, then those it was moved to."""
    moved = [event.data for event in history if event.kind is Kind.AGREEMENT]
    if not moved:
        return [ticket.version.loaded().agreement]
    opened = next(event.data for event in history if event.kind is Kind.OPENED)
    ids = [opened["version_id"], *(data["version_id"] for data in moved)]
    versions = Version.objects.defer("text").in_bulk(ids)
    return [versions[pk].loaded().agreement for pk in ids]
