"""A line of somebody's notices."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection

from prazo.accounts.models import User
from prazo.desk.sight import SEEN
from prazo.notices.wording import metric_name, said, said_of_many
from prazo.web.orders import Place
from prazo.web.shown import words
from prazo.web.shown.due import instant, machine, moment


class Facts(NamedTuple):
    """As read from the database; no ticket where there are many."""

    id: int
    kind: str
    fact: str
    who: str
    metric: str
    tickets: int
    at: datetime
    seen_at: datetime | None
    number: int | None
    subject: str | None
    version_id: int | None
    sha256: str | None
    desk: str
    note: str  # of the reminder that is due


@dataclass(frozen=True, slots=True)
class Line:
    pk: int
    href: str
    title: str
    says: str
    number: int | None
    desk: str
    at: str
    full: str
    machine: str
    unread: bool


def unread(user: User, after: Place | None, limit: int) -> list[Facts]:
    return _read("n.seen_at is null", user, after, limit)


def read(user: User, after: Place | None, limit: int) -> list[Facts]:
    return _read("n.seen_at is not null", user, after, limit)


def line(one: Facts, now: datetime, desks: bool) -> Line:
    """`desks`: the desk's name stands beside, for who works at several."""
    if one.number is None:
        href, title, says = f"/notices/{one.id}", said_of_many(one.kind, one.tickets), ""
    else:
        href, title = f"/t/{one.number}", one.subject or ""
        says = said(one.kind, one.fact, one.who, _metric(one))
        says = f"{says}: {one.note}" if one.note and not one.metric else says
    return Line(
        pk=one.id,
        href=href,
        title=title,
        says=says,
        number=one.number,
        desk=one.desk if desks else "",
        at=moment(one.at, now),
        full=instant(one.at),
        machine=machine(one.at),
        unread=one.seen_at is None,
    )


def _metric(one: Facts) -> str:
    if not one.metric or one.version_id is None or one.sha256 is None:
        return ""
    terms = words.terms_by(one.version_id, one.sha256)
    return metric_name(terms, one.metric, words.reader())


def _read(part: str, user: User, after: Place | None, limit: int) -> list[Facts]:
    """In the order of an index; of the desks one works at now, and of tickets that are shown."""
    values: dict[str, Any] = {"user": user.pk, "limit": limit}
    onward = ""
    if after is not None:
        values |= {"at": after.at, "id": after.id}
        onward = "and (n.at, n.id) < (%(at)s, %(id)s)"
    with connection.cursor() as cursor:
        cursor.execute(LINES.format(part=part, onward=onward, seen=SEEN), values)
        return [Facts._make(row) for row in cursor.fetchall()]


LINES = """
select n.id, n.kind, n.fact, n.who, n.metric, n.tickets, n.at, n.seen_at,
       t.number, t.subject, t.version_id, v.sha256, d.name,
       case when n.kind = 'reminded' then coalesce((
         select e.data ->> 'note' from notices_occasion o join desk_event e on e.id = o.event_id
          where o.notice_id = n.id order by o.id desc limit 1), '') else '' end
  from notices_notice n
  join accounts_member m on m.desk_id = n.desk_id and m.user_id = n.user_id
  join accounts_desk d on d.id = n.desk_id
  left join desk_ticket t on t.id = n.ticket_id and not t.synthetic and {seen}
  left join agreements_version v on v.id = t.version_id
 where n.user_id = %(user)s and {part} {onward} and (n.ticket_id is null or t.id is not null)
 order by n.at desc, n.id desc limit %(limit)s
"""
