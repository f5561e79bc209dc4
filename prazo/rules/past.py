"""Of a ticket's past: what was so just after each of its events, as far as events tell it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from prazo.desk.conditions import Condition, Conditions, where
from prazo.desk.models import Event, Ticket
from prazo.engine.events import Kind

CLASSED = ("priority", "level", "request_type", "component", "tier", "plan", "region")
TOLD = ("status", "waiting_on", "cause", *CLASSED)
"""Columns that follow from events."""

Standing = dict[str, str]
Status = Ticket.Status
ENDED = {
    Kind.RESOLVED: Status.RESOLVED,
    Kind.CLOSED: Status.CLOSED,
    Kind.MERGED_INTO: Status.MERGED,
    Kind.SPAM: Status.SPAM,
}
_OTHERS = [field.column for field in Ticket._meta.concrete_fields if field.column not in TOLD]
THEN = f"""
  from unnest(%(p_events)s::bigint[], %(p_tickets)s::bigint[],
  {", ".join(f"%(p_{name})s::text[]" for name in TOLD)}) f(event, ticket, {", ".join(TOLD)})
  join desk_ticket d on d.id = f.ticket
 cross join lateral (select {", ".join(f"d.{name}" for name in _OTHERS)},
   {", ".join(f"f.{name}" for name in TOLD)}) t
"""


@dataclass(frozen=True, slots=True)
class Moment:
    """Just after an event."""

    event: int
    ticket: int
    at: datetime
    kind: Kind
    standing: Standing


def moments(tickets: Sequence[int]) -> dict[int, Moment]:
    """By event, of all events of these tickets, in the order in which they arrived."""
    found: dict[int, Moment] = {}
    now: dict[int, Standing] = {}
    events = Event.objects.filter(ticket_id__in=list(tickets)).order_by("id")
    columns = ("pk", "ticket_id", "at", "kind", "data")
    for event, ticket, at, kind, data in events.values_list(*columns):
        before = now.get(ticket, dict.fromkeys(TOLD, ""))
        now[ticket] = after(before, Kind(kind), data)
        found[event] = Moment(event, ticket, at, Kind(kind), now[ticket])
    return found


def after(standing: Standing, kind: Kind, data: dict[str, Any]) -> Standing:
    """What is so after a fact, of what was so before it."""
    changed: Standing = {}
    if kind in (Kind.OPENED, Kind.CLASSIFIED):
        changed = {name: data[name] for name in CLASSED if isinstance(data.get(name), str)}
    if kind is Kind.CAUSE:
        changed["cause"] = str(data.get("cause", ""))
    answered = kind is Kind.MESSAGE and not data.get("automatic")
    if kind in (Kind.OPENED, Kind.RESUMED, Kind.REOPENED, Kind.NOT_SPAM) or (
        answered and standing["waiting_on"] == "customer"
    ):
        changed |= {"status": Status.OPEN, "waiting_on": ""}
    elif kind is Kind.WAITING:
        changed |= {"status": Status.WAITING, "waiting_on": str(data.get("on", ""))}
    elif kind in ENDED:
        changed |= {"status": ENDED[kind], "waiting_on": ""}
    return {**standing, **changed}


def held(conditions: Conditions, asked: Sequence[Moment], as_of: datetime) -> set[int]:
    """Events just after which the conditions held; what events do not tell is as it is now."""
    said, values = where(conditions, user=None, as_of=as_of)
    with connection.cursor() as cursor:
        cursor.execute(f"select f.event {THEN} where {said}", {**values, **_past(asked)})
        return {event for (event,) in cursor.fetchall()}


def held_each(
    conditions: Sequence[Condition], asked: Sequence[Moment], as_of: datetime
) -> dict[int, dict[Condition, bool]]:
    """By event, of each condition by itself whether it held just after it."""
    bound, columns = _past(asked), ["f.event"]
    for place, one in enumerate(conditions):
        said, values = where(Conditions((one,)), user=None, as_of=as_of, prefix=f"c{place}")
        columns.append(f"coalesce({said}, false)")
        bound |= values
    with connection.cursor() as cursor:
        cursor.execute(f"select {', '.join(columns)} {THEN}", bound)
        return {
            event: dict(zip(conditions, held, strict=True)) for event, *held in cursor.fetchall()
        }


def _past(asked: Sequence[Moment]) -> dict[str, Any]:
    return {
        "p_events": [one.event for one in asked],
        "p_tickets": [one.ticket for one in asked],
        **{f"p_{name}": [str(one.standing[name]) for one in asked] for name in TOLD},
    }
