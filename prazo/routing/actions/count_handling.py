"""Count how long it takes at a desk to keep one promise, from what its people did.

Nobody is asked to book time. What an agent spent on one act is taken to be the time since his act
before, on whichever ticket; a longer pause than an hour is none of it. All acts on a ticket
between a clock's start and what met it, added up, are one case; the median of the last cases is
kept, metric by metric.
"""

from datetime import datetime, timedelta

from django.db import connection, transaction

from prazo.lib import rows
from prazo.routing.models import Handling

STALE = timedelta(days=1)
LOOKED_BACK = timedelta(days=30)
PAUSE = timedelta(hours=1)

OLDEST = """
select d.id from accounts_desk d
  left join routing_handling h on h.desk_id = d.id and h.metric = ''
 where h.counted_at is null or h.counted_at < %s
 order by h.counted_at nulls first, d.id limit 1
"""

COUNT = """
with act as (
  select ticket_id, at, at - lag(at) over (partition by user_id order by at, id) as took
    from desk_event
   where desk_id = %(desk)s and by = 'agent' and at > %(since)s and user_id is not null
     and kind <> 'escalated'),
cases as (
  select c.metric, extract(epoch from sum(a.took)) as seconds
    from desk_clock c join act a on a.ticket_id = c.ticket_id
     and a.at > c.started_at and a.at <= c.met_at
   where c.desk_id = %(desk)s and c.met_at > %(since)s and a.took <= %(pause)s
   group by c.id, c.metric)
select metric, percentile_cont(0.5) within group (order by seconds), count(*) from cases
 where seconds >= 1 group by metric
"""

KEEP = """
insert into routing_handling (desk_id, metric, seconds, cases, counted_at)
values (%(desk)s, %(metric)s, %(seconds)s, %(cases)s, %(at)s)
on conflict (desk_id, metric) do update
   set seconds = excluded.seconds, cases = excluded.cases, counted_at = excluded.counted_at
"""


def count_stale(as_of: datetime) -> bool:
    """Count at the desk whose figures are oldest, if they are a day old; whether there was one."""
    stale = rows.select(OLDEST, as_of - STALE)
    if not stale:
        return False
    count_handling(stale[0][0], as_of)
    return True


@transaction.atomic
def count_handling(desk: int, as_of: datetime) -> None:
    found = rows.select(COUNT, desk=desk, since=as_of - LOOKED_BACK, pause=PAUSE)
    with connection.cursor() as cursor:
        for metric, seconds, cases in [*found, ("", 0, 0)]:
            values = {"desk": desk, "metric": metric, "cases": cases, "at": as_of}
            cursor.execute(KEEP, {**values, "seconds": round(seconds)})
    Handling.objects.filter(desk=desk, counted_at__lt=as_of).delete()
