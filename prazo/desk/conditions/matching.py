"""Of which tickets conditions are true."""

from collections.abc import Iterable
from datetime import datetime

from django.db import connection

from prazo.desk.conditions.condition import Conditions
from prazo.desk.conditions.sql import where


def matching(
    conditions: Conditions, tickets: Iterable[int], *, user: int | None, as_of: datetime
) -> set[int]:
    """Ids of those of `tickets` (ids too). The scope that is entered holds, as everywhere."""
    said, values = where(conditions, user=user, as_of=as_of)
    with connection.cursor() as cursor:
        cursor.execute(
            f"select t.id from desk_ticket t where t.id = any(%(c_tickets)s::bigint[]) and {said}",  # noqa: S608 - words of ours
            {**values, "c_tickets": list(tickets)},
        )
        return {pk for (pk,) in cursor.fetchall()}
