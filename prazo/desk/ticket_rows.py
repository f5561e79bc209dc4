"""What settling its clocks says of a ticket, written for many tickets in one statement."""

from collections.abc import Collection

from django.db import connection

from prazo.desk.models import Ticket

UPDATE = """
update desk_ticket t
set next_due_at = v.next_due_at, next_metric = v.next_metric, breached = v.breached,
    escalated = v.escalated, changed_at = v.changed_at
from unnest(%s::bigint[], %s::timestamptz[], %s::text[], %s::boolean[], %s::boolean[],
            %s::timestamptz[]) as v(id, next_due_at, next_metric, breached, escalated, changed_at)
where t.id = v.id
"""


def update_settled(tickets: Collection[Ticket]) -> None:
    """The tickets are locked; whatever else was changed on them is saved by whoever changed it."""
    if not tickets:
        return
    columns = ("pk", "next_due_at", "next_metric", "breached", "escalated", "changed_at")
    with connection.cursor() as cursor:
        values = [[getattr(ticket, name) for ticket in tickets] for name in columns]
        cursor.execute(UPDATE, values)
