"""record(): the only way something happens to a ticket."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from prazo.desk.actor import Actor
from prazo.desk.models import Event, Ticket
from prazo.engine import events as engine
from prazo.engine.events import Author, Kind


def record(ticket: Ticket, kind: Kind, *, at: datetime, by: Actor, **data: Any) -> Event:
    """Write one fact; whoever records settles the clocks in the same transaction."""
    return Event.objects.create(
        desk_id=ticket.desk_id,
        ticket=ticket,
        at=at,
        kind=kind,
        by=by.kind,
        user=by.user,
        requester=by.requester,
        data=data,
    )


def engine_events(rows: Iterable[Event]) -> list[engine.Event]:
    """Rows as the engine's values; a merge brings the other ticket's events along."""
    rows = list(rows)
    merged = [row.data["ticket_id"] for row in rows if row.kind == Kind.MERGED]
    others: dict[int, list[Event]] = {ticket: [] for ticket in merged}
    if merged:
        for row in Event.objects.filter(ticket_id__in=merged):
            others[row.ticket_id].append(row)
    return [_value(row, others) for row in rows]


def _value(row: Event, others: dict[int, list[Event]]) -> engine.Event:
    data = row.data
    if row.kind == Kind.MERGED:
        until = row.pk
        before = [other for other in others[data["ticket_id"]] if other.pk < until]
        data = {**data, "events": engine_events(before)}
    return engine.Event(
        at=row.at, kind=Kind(row.kind), by=Author(row.by), data=data, order=row.pk
    )
