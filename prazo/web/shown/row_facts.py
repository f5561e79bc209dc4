"""What a row of the queue is drawn from: one ticket, and the clock that makes it urgent."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any, NamedTuple

from django.db import connection

from prazo.accounts.models import User
from prazo.desk.sight import SEEN
from prazo.web.shown.columns import MORE
from prazo.writing.presence import OF_TICKET

COLUMNS = """
 t.id, t.number, t.subject, t.status, t.waiting_on, t.channel, t.priority, t.opened_at,
 t.resolved_at, t.next_due_at, t.unanswered_since, t.breached, t.escalated, t.marks,
 t.tags, t.version_id, v.sha256, d.name,
 c.name, r.name, a.name, m.name, t.changed_at, t.level, t.request_type, t.language,
 k.metric, k.state, k.started_at, k.due_at, k.breached_at, k.allowed, k.spent, k.calendar,
 k.counts_from, k.rule, k.bar"""


def statement(tickets: str, order: str, more: Sequence[str] = ()) -> str:
    """Rows of some tickets, a select of our own, each with the running clock that presses most;
    and what of `MORE` is asked besides."""
    besides = "".join([f", {MORE[name]}" for name in more])
    return f"""
        select {COLUMNS}, {OF_TICKET}{besides} from ({tickets}) t
          join accounts_desk d on d.id = t.desk_id
          join agreements_version v on v.id = t.version_id
          left join customers_customer c on c.id = t.customer_id
          left join customers_requester r on r.id = t.requester_id
          left join accounts_user a on a.id = t.assignee_id
          left join accounts_team m on m.id = t.team_id
          left join lateral (
            select * from desk_clock k
             where k.ticket_id = t.id and k.met_at is null and k.ended_at is null
             order by case when k.due_at is not null or k.state = 'breached' then 0
                           when k.state = 'running' then 1 when k.state = 'paused' then 2
                           when k.state = 'excluded' then 3 else 4 end,
                      k.due_at nulls last, k.id
             limit 1) k on true
         order by {order}"""  # noqa: S608


SOME_IDS = (
    "select t.* from desk_ticket t join accounts_member m on m.desk_id = t.desk_id"  # noqa: S608
    " and m.user_id = %(user)s where t.id = any(%(ids)s) and not t.synthetic and " + SEEN
)
OF_IDS = statement(SOME_IDS, "t.id desc")


NOTHING_MORE: Mapping[str, Any] = MappingProxyType({})


class Facts(NamedTuple):
    """What the database says of one ticket and its clock, in the order of COLUMNS; and who is
    about it."""

    id: int
    number: int
    subject: str
    status: str
    waiting_on: str
    channel: str
    priority: str
    opened_at: datetime
    resolved_at: datetime | None
    next_due_at: datetime | None
    unanswered_since: datetime | None
    breached: bool
    escalated: bool
    marks: list[str]
    tags: list[str]
    version_id: int
    sha256: str
    desk: str
    customer: str | None
    requester: str | None
    assignee: str | None
    team: str | None
    changed_at: datetime
    level: str
    request_type: str
    language: str
    metric: str | None
    state: str | None
    started_at: datetime
    due_at: datetime | None
    breached_at: datetime | None
    allowed: timedelta | None
    spent: timedelta
    calendar: str
    counts_from: datetime | None
    rule: str
    bar: str
    company: str  # prazo.writing.presence.OF_TICKET
    more: Mapping[str, Any]  # what was asked besides, by name


def read(statement: str, values: dict[str, Any], more: Sequence[str] = ()) -> list[Facts]:
    """`more`: what the statement asks besides."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        found = cursor.fetchall()
    if not more:
        return [Facts._make((*each, NOTHING_MORE)) for each in found]
    usual = len(Facts._fields) - 1
    return [
        Facts._make((*each[:usual], dict(zip(more, each[usual:], strict=True)))) for each in found
    ]


def of(ids: list[int], user: User) -> list[Facts]:
    """Those of some tickets that somebody may see, the newest first."""
    return read(OF_IDS, {"ids": ids, "user": user.pk}) if ids else []
