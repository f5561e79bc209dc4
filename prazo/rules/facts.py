"""Which facts about a ticket a rule can listen for, and what such a fact was."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from prazo.desk.actor import by_rule
from prazo.engine.events import Kind
from prazo.rules.models import On

ON = {
    Kind.OPENED: On.MADE,
    Kind.MESSAGE: On.WRITTEN,
    Kind.ASSIGNED: On.ASSIGNED,
    Kind.CLASSIFIED: On.CLASSIFIED,
    Kind.TAGGED: On.TAGGED,
    Kind.WAITING: On.WAITING,
    Kind.RESUMED: On.RESUMED,
    Kind.ESCALATED: On.ESCALATED,
    Kind.RESOLVED: On.RESOLVED,
    Kind.REOPENED: On.REOPENED,
    Kind.CLOSED: On.CLOSED,
}
"""A message ends a wait for who wrote it, too, without a fact of its own: see ENDED. What a machine
wrote is nobody's words, and is heard as nothing."""

_BY_A_PERSON = "{0}.kind = 'message' and coalesce({0}.data ->> 'automatic', 'false') <> 'true'"
ENDED = f"""coalesce({_BY_A_PERSON.format("e")} and (
  select w.kind = 'waiting' and w.data ->> 'on' = 'customer' and w.at <= e.at
    from desk_event w where w.ticket_id = e.ticket_id and w.id < e.id
     and (w.kind in ('waiting', 'resumed', 'resolved', 'closed', 'reopened', 'merged_into')
          or {_BY_A_PERSON.format("w")})
   order by w.id desc limit 1), false)"""  # noqa: S608 - our own words
"""Whether a message `e` ended a wait, by the last of the facts before it that says."""

READ = f"""
select e.id, e.ticket_id, e.desk_id, e.at, e.recorded_at, e.kind, e.data, {ENDED}
  from desk_event e join desk_ticket t on t.id = e.ticket_id and not t.synthetic
   and t.status <> 'spam'
"""  # noqa: S608 - our own words


@dataclass(frozen=True, slots=True)
class Fact:
    """`chain` are the rules that brought it about, one by the other; of a person's act none."""

    event: int
    ticket: int
    desk: int
    at: datetime
    recorded_at: datetime
    on: tuple[On, ...]
    chain: tuple[int, ...]


def fact(event: int) -> Fact | None:
    found = _read(f"{READ} where e.id = %(event)s", {"event": event})
    return found[0] if found else None


def facts_of(tickets: Sequence[int], on: On) -> list[Fact]:
    """All that ever happened to them of the kind that `on` listens for, newest first."""
    kinds = [kind for kind, heard in ON.items() if heard == on]
    if on == On.RESUMED:
        kinds.append(Kind.MESSAGE)
    statement = (
        f"{READ} where e.ticket_id = any(%(tickets)s::bigint[]) and e.kind = any(%(kinds)s::text[])"
        " order by e.id desc"
    )
    found = _read(statement, {"tickets": list(tickets), "kinds": [str(kind) for kind in kinds]})
    return [one for one in found if on in one.on]


def _read(statement: str, values: dict[str, Any]) -> list[Fact]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return [_fact(*row) for row in cursor.fetchall()]


def _fact(
    event: int,
    ticket: int,
    desk: int,
    at: datetime,
    recorded_at: datetime,
    kind: str,
    data: str,
    ended_a_wait: bool,
) -> Fact:
    said = json.loads(data)
    on: tuple[On, ...] = (ON[Kind(kind)], On.RESUMED) if ended_a_wait else (ON[Kind(kind)],)
    if kind == Kind.MESSAGE and said.get("automatic"):
        on = ()
    chain = by_rule(said).get("chain", ())
    return Fact(event, ticket, desk, at, recorded_at, on, tuple(chain))
