"""record(): the only way something happens to a ticket."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from prazo.desk.actor import Actor
from prazo.desk.models import Event, Ticket
from prazo.engine import events as engine
from prazo.engine.events import Author, Kind


def record(ticket: Ticket, kind: Kind, *, at: datetime, by: Actor, **data: Any) -> Event:
    """Write one fact; whoever records settles the clocks in the same transaction."""
    event = fact(ticket, kind, at=at, by=by, **data)
    event.save(force_insert=True)
    return event


def fact(ticket: Ticket, kind: Kind, *, at: datetime, by: Actor, **data: Any) -> Event:
    """A fact not yet written, for those who write many with `record_all`."""
    return Event(
        desk_id=ticket.desk_id,
        ticket=ticket,
        at=at,
        kind=kind,
        by=by.kind,
        user=by.user,
        requester=by.requester,
        data=data,
    )


def record_all(events: Sequence[Event]) -> None:
    """Write many facts at once, in this order of arrival."""
    Event.objects.bulk_create(events)


class Row(NamedTuple):
    """The columns of an event that clocks depend on."""

    ticket: int
    pk: int
    at: datetime
    kind: str
    by: str
    data: dict[str, Any]


def engine_events(events: Iterable[Event]) -> list[engine.Event]:
    """One ticket's events as the engine's values; a merge brings the other ticket's along."""
    rows = [Row(e.ticket_id, e.pk, e.at, e.kind, e.by, e.data) for e in events]
    return _values(rows, _merged({0: rows}))


def histories(tickets: Iterable[int]) -> dict[int, list[engine.Event]]:
    """The events of many tickets as the engine's values, in one statement."""
    rows = _read(tickets)
    others = _merged(rows)
    return {ticket: _values(own, others) for ticket, own in rows.items()}


def _read(tickets: Iterable[int]) -> dict[int, list[Row]]:
    found: dict[int, list[Row]] = defaultdict(list)
    columns = ("ticket_id", "pk", "at", "kind", "by", "data")
    events = Event.objects.filter(ticket_id__in=list(tickets)).order_by("at", "id")
    for row in events.values_list(*columns):
        found[row[0]].append(Row(*row))
    return found


def _merged(rows: dict[int, list[Row]]) -> dict[int, list[Row]]:
    """The events of every ticket that was merged into one of these, however deep."""
    known: dict[int, list[Row]] = {}
    while (
        wanted := {
            row.data["ticket_id"] for own in rows.values() for row in own if row.kind == Kind.MERGED
        }
        - known.keys()
    ):
        rows = _read(wanted)
        known |= {ticket: rows.get(ticket, []) for ticket in wanted}
    return known


def _values(rows: Iterable[Row], others: dict[int, list[Row]]) -> list[engine.Event]:
    return [_value(row, others) for row in rows]


def _value(row: Row, others: dict[int, list[Row]]) -> engine.Event:
    data = row.data
    if row.kind == Kind.MERGED:
        before = [other for other in others[data["ticket_id"]] if other.pk < row.pk]
        data = {**data, "events": _values(before, others)}
    return engine.Event(at=row.at, kind=Kind(row.kind), by=Author(row.by), data=data, order=row.pk)
