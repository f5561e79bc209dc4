"""What the promise board is drawn from: running clocks in order of due time, and paces.

The clocks are read by the one door of the queues (`prazo.web.queues.DESKS`), in the order of an
index of their own, however many tickets a desk has.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from prazo.accounts.models import User
from prazo.desk.sight import SEEN
from prazo.lib import rows
from prazo.routing.models import Handling
from prazo.web.board.owed import owed_by_others
from prazo.web.queues import DESKS

MOST = 500
"""Promises to come that one board looks at, those due first; it says so when there are more."""
MISSED = 100
"""Of those past due, so many of the latest."""

ASSUMED = timedelta(minutes=15)
"""What a promise takes where too few cases are known."""
FEW = 5


class Due(NamedTuple):
    """One running clock of an open ticket. `late`: it is past due and was not met."""

    id: int
    metric: str
    due_at: datetime
    late: bool
    number: int
    subject: str
    priority: str
    desk: int
    team: int | None
    holder: int | None
    version: int
    sha256: str
    customer: str | None


OTHERS = """array(select o.metric
        from unnest(%(of)s::bigint[], %(others)s::text[]) as o(desk, metric) where o.desk = d.id)"""
"""Metrics left out before the limits are reached, for the rows within them are all that is seen."""
OPEN = "k.met_at is null and k.ended_at is null and k.due_at is not null"
OWN = f"{OPEN} and k.metric <> all({OTHERS})"
STATEMENT = f"""
select k.id, k.metric, k.due_at, k.late, t.number, t.subject, t.priority, t.desk_id, t.team_id,
       t.assignee_id, t.version_id, v.sha256, c.name
  from {DESKS} cross join lateral (
    (select k.id, k.metric, k.due_at, k.ticket_id, false as late from desk_clock k
      where k.desk_id = d.id and {OWN} and k.due_at >= %(now)s and k.due_at < %(until)s
      order by k.due_at limit %(most)s)
    union all
    (select k.id, k.metric, k.due_at, k.ticket_id, true from desk_clock k
      where k.desk_id = d.id and {OWN} and k.due_at < %(now)s
      order by k.due_at desc limit %(missed)s)) k
  join desk_ticket t on t.id = k.ticket_id
  join agreements_version v on v.id = t.version_id
  left join customers_customer c on c.id = t.customer_id
 where t.status in ('open', 'waiting') and not t.synthetic and {SEEN}
 order by k.due_at, k.id
"""  # noqa: S608 - our own words


@dataclass(frozen=True, slots=True)
class Pace:
    """What a promise takes at one desk; `cases` of which that is the median, 0 where assumed."""

    needed: timedelta = ASSUMED
    cases: int = 0


Paces = Mapping[tuple[int, str], Pace]


def read(user: User, desks: Iterable[int], now: datetime, until: datetime) -> list[Due]:
    """In order of due time; `full` says of which desk there may be more."""
    others = owed_by_others(desks := list(desks))
    found = rows.select(
        STATEMENT,
        user=user.pk, desks=desks, now=now, until=until, most=MOST + 1, missed=MISSED,
        of=[desk for desk, _ in others], others=[metric for _, metric in others],
    )  # fmt: skip
    return [Due._make(row) for row in found]


def full(found: Iterable[Due], desk: int, *, late: bool) -> bool:
    """Whether as many were read of a desk as are ever read of one."""
    read_of_it = sum(1 for due in found if due.desk == desk and due.late == late)
    return read_of_it >= (MISSED if late else MOST + 1)


def paces_of(desks: Iterable[int]) -> Paces:
    """By desk and metric, where enough cases are known."""
    known = Handling.objects.filter(desk__in=list(desks), cases__gte=FEW).exclude(metric="")
    return {
        (desk, metric): Pace(timedelta(seconds=seconds), cases)
        for desk, metric, seconds, cases in known.values_list(
            "desk_id", "metric", "seconds", "cases"
        )
    }
