"""A ticket's events and agreement → engine → clock rows. Nobody else writes clocks."""

from collections.abc import Iterable
from datetime import datetime

from prazo.agreements.figures import contract_figures
from prazo.agreements.models import Version
from prazo.desk.bar import packed
from prazo.desk.events import engine_events
from prazo.desk.models import Clock, Event, Ticket
from prazo.engine import clock as engine
from prazo.engine.agreement import Agreement
from prazo.engine.events import Kind

COLUMNS = (
    "state",
    "started_at",
    "due_at",
    "met_at",
    "breached_at",
    "ended_at",
    "allowed",
    "spent",
    "calendar",
    "counts_from",
    "counts_left",
    "rule",
    "bar",
    "steps",
    "next_step_at",
)


def settle(ticket: Ticket, as_of: datetime, events: Iterable[Event] | None = None) -> None:
    """Bring clock rows and the ticket's next due time in line with its events.

    Called at the end of every action, in its transaction, with the ticket's row locked. The
    caller saves the ticket. `events` spares a query for a ticket that was just made.
    """
    rows = list(ticket.events.all()) if events is None else list(events)
    folded = read(ticket, as_of, rows)
    known = {(row.metric, row.cycle): row for row in ticket.clocks.all()} if events is None else {}

    new, changed = [], []
    for clock in folded:
        row = known.pop((clock.metric, clock.cycle), None)
        if row is None:
            row = Clock(desk_id=ticket.desk_id, ticket=ticket, metric=clock.metric)
            row.cycle = clock.cycle
            new.append(row)
            fill(row, clock)
        elif fill(row, clock):
            changed.append(row)
    if new:
        Clock.objects.bulk_create(new)
    if changed:
        Clock.objects.bulk_update(changed, COLUMNS)
    for row in known.values():  # an event that came late undid the cycle it stood for
        row.delete()
    point_at_next(ticket, folded)


def read(
    ticket: Ticket, as_of: datetime, rows: Iterable[Event] | None = None
) -> tuple[engine.Clock, ...]:
    """The ticket's clocks as the engine gives them, ledgers included."""
    rows = list(ticket.events.all()) if rows is None else list(rows)
    figures = contract_figures(ticket.contract.figures) if ticket.contract else {}
    return engine.fold(_agreements(ticket, rows), engine_events(rows), as_of, figures)


def fill(row: Clock, clock: engine.Clock) -> bool:
    """Write a clock's readings into its row; whether anything but the reading time changed."""
    taken = set(row.told)
    steps = [
        [step.step, step.repeat, step.at.isoformat()]
        for step in clock.steps
        if f"{step.step}.{step.repeat}" not in taken
    ]
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
        "steps": steps,
        "next_step_at": datetime.fromisoformat(steps[0][2]) if steps else None,
    }
    changed = any(
        getattr(row, name) != value for name, value in values.items() if name != "spent"
    )
    for name, value in values.items():
        setattr(row, name, value)
    return changed


def point_at_next(ticket: Ticket, clocks: Iterable[engine.Clock]) -> None:
    """The most urgent of what the desk owes, for the queue; nothing once the ticket ended."""
    clocks = list(clocks)
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


def _agreements(ticket: Ticket, rows: list[Event]) -> list[Agreement]:
    """The version the ticket was opened under, then those it was moved to."""
    moved = [row.data for row in rows if row.kind == Kind.AGREEMENT]
    if not moved:
        return [ticket.version.loaded().agreement]
    opened = next(row.data for row in rows if row.kind == Kind.OPENED)
    ids = [opened["version_id"], *(data["version_id"] for data in moved)]
    versions = Version.objects.in_bulk(ids)
    return [versions[pk].loaded().agreement for pk in ids]
