"""record(): the only way something happens to a ticket."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple, Protocol

from prazo.desk.actor import Actor
from prazo.desk.models import Event, Ticket
from prazo.engine import events as engine
from prazo.engine.events import Author, Kind
from prazo.lib import rows

Fact = dict[str, Any]
"""The columns of an event to be written."""


def record(ticket: Ticket, kind: Kind, *, at: datetime, by: Actor, **data: Any) -> Event:
    """Write one fact; whoever records settles the clocks in the same transaction."""
    return Event.objects.create(**fact(ticket, kind, at=at, by=by, **data))


def fact(ticket: Ticket, kind: Kind, *, at: datetime, by: Actor, **data: Any) -> Fact:
    """A fact not yet written, for those who write many with `record_all`.

    What a rule does says so, as a value that is no string: clocks take strings for dimensions.
    """
    return {
        "desk_id": ticket.desk_id,
        "ticket_id": ticket.pk,
        "at": at,
        "kind": kind,
        "by": by.kind,
        "user_id": by.user.pk if by.user else None,
        "requester_id": by.requester.pk if by.requester else None,
        "data": data if by.rule is None else {**data, "rule": by.rule.as_json()},
    }


def record_all(facts: Sequence[Fact]) -> None:
    """Write many facts at once, in this order of arrival."""
    rows.insert_together(to_record(facts))


def to_record(facts: Sequence[Fact]) -> rows.Batch:
    """The same for those who write more by the same statement."""
    return Event, facts


def values_of(facts: Sequence[Fact]) -> list[engine.Event]:
    """Facts not yet written as the engine's values, in their order of arrival."""
    return [
        engine.Event(
            at=one["at"],
            kind=Kind(one["kind"]),
            by=Author(one["by"]),
            data=one["data"],
            order=place,
        )
        for place, one in enumerate(facts)
    ]


class Row(NamedTuple):
    """The columns of an event that clocks depend on."""

    ticket: int
    pk: int
    at: datetime
    kind: str
    by: str
    data: dict[str, Any]


class Recorded(Protocol):
    """An event as somebody read it who needed more of it than clocks do."""

    @property
    def ticket_id(self) -> int: ...
    @property
    def pk(self) -> int: ...
    @property
    def at(self) -> datetime: ...
    @property
    def kind(self) -> str: ...
    @property
    def by(self) -> str: ...
    @property
    def data(self) -> dict[str, Any]: ...


def engine_events(events: Iterable[Recorded]) -> list[engine.Event]:
    """One ticket's events as the engine's values; a merge brings the other ticket's along."""
    own = [Row(e.ticket_id, e.pk, e.at, e.kind, e.by, e.data) for e in events]
    return _values(own, _merged({0: own}))


def histories(tickets: Iterable[int]) -> dict[int, list[engine.Event]]:
    """The events of many tickets as the engine's values, in one statement."""
    found = _read(tickets)
    others = _merged(found)
    return {ticket: _values(own, others) for ticket, own in found.items()}


def _read(tickets: Iterable[int]) -> dict[int, list[Row]]:
    found: dict[int, list[Row]] = defaultdict(list)
    columns = ("ticket_id", "pk", "at", "kind", "by", "data")
    events = Event.objects.filter(ticket_id__in=list(tickets)).order_by("at", "id")
    for row in events.values_list(*columns):
        found[row[0]].append(Row(*row))
    return found


def _merged(found: dict[int, list[Row]]) -> dict[int, list[Row]]:
    """The events of every ticket that was merged into one of these, however deep."""
    known: dict[int, list[Row]] = {}
    while wanted := _named(found) - known.keys():
        found = _read(wanted)
        known |= {ticket: found.get(ticket, []) for ticket in wanted}
    return known


def _named(found: dict[int, list[Row]]) -> set[int]:
    rows_of_all = (row for own in found.values() for row in own)
    return {row.data["ticket_id"] for row in rows_of_all if row.kind == Kind.MERGED}


def _values(own: Iterable[Row], others: dict[int, list[Row]]) -> list[engine.Event]:
    return [_value(row, others) for row in own]


def _value(row: Row, others: dict[int, list[Row]]) -> engine.Event:
    data = row.data
    if row.kind == Kind.MERGED:
        before = [other for other in others[data["ticket_id"]] if other.pk < row.pk]
        data = {**data, "events": _values(before, others)}
    return engine.Event(at=row.at, kind=Kind(row.kind), by=Author(row.by), data=data, order=row.pk)
