"""What stands beside every page: how many tickets each queue holds, whether there is anything
unread, and which bulks are not done yet. One statement, kept for a moment."""

import time
from collections.abc import Iterable
from typing import NamedTuple

from django.db import connection

from prazo.accounts.models import User
from prazo.desk.sight import SEEN
from prazo.desk.snooze import HIDDEN
from prazo.web.queues import BY_SLUG, DESKS, QUEUES, Queue

COUNTED = 99
NOTICES = "notices"
"""Beside the queues' counts stands that of one's unread notices."""
UNSEEN = "unseen"
"""And whether one was told of anything he did not see: of some of it he is mailed alone."""
COUNTS_KEPT = 3.0
"""Seconds for which one person's counts are not counted again."""


class Waiting(NamedTuple):
    """A bulk that is not done yet: how many `tickets`, to how many of them a worker came already,
    and when it is `due`, in seconds since the epoch."""

    id: int
    act: str
    tickets: int
    worked: int
    due: float


class Counted(NamedTuple):
    """What stands beside every page."""

    counts: dict[str, int]
    bulks: list[Waiting]


_counted: dict[tuple[int, tuple[int, ...]], tuple[float, Counted]] = {}


def counts(user: User, desks: Iterable[int]) -> dict[str, int]:
    """How many tickets each queue holds, counted no further than COUNTED + 1, in one statement."""
    return _beside(user, desks).counts


def waiting_bulks(user: User, desks: Iterable[int]) -> list[Waiting]:
    """By the same statement."""
    return _beside(user, desks).bulks


def _beside(user: User, desks: Iterable[int]) -> Counted:
    key = (user.pk, tuple(sorted(desks)))
    known = _counted.get(key)
    if known is not None and time.monotonic() - known[0] < COUNTS_KEPT:
        return known[1]
    found = _count(user, key[1])
    if len(_counted) > 1000:
        _counted.clear()
    _counted[key] = (time.monotonic(), found)
    return found


def counted_ago(user: User, desks: Iterable[int]) -> float:
    """How many seconds ago what stands beside a page that is drawn now was counted."""
    known = _counted.get((user.pk, tuple(sorted(desks))))
    ago = time.monotonic() - known[0] if known is not None else 0.0
    return ago if ago < COUNTS_KEPT else 0.0


def forget_counts(user: User) -> None:
    """After somebody acted, the counts beside it are counted anew."""
    for key in [key for key in _counted if key[0] == user.pk]:
        del _counted[key]


def _count(user: User, desks: tuple[int, ...]) -> Counted:
    if not desks:
        return Counted(dict.fromkeys((*BY_SLUG, NOTICES, UNSEEN), 0), [])
    with connection.cursor() as cursor:
        cursor.execute(COUNTING, {"user": user.pk, "desks": list(desks)})
        *counted, unread, unseen, bulks = cursor.fetchone()
    found = {queue.slug: count for queue, count in zip(QUEUES, counted, strict=True)}
    found |= {NOTICES: unread, UNSEEN: int(unseen)}
    return Counted(found, [Waiting(*one) for one in bulks or ()])


def _counted_of(queue: Queue) -> str:
    if queue.few:
        return f"""(select count(*) from (select distinct few.ticket_id from ({queue.few}) few
         join desk_ticket t on t.id = few.ticket_id and not t.synthetic
         join {DESKS} on d.id = t.desk_id where {SEEN} limit {COUNTED + 1}) few)"""  # noqa: S608
    return f"""(select count(*) from {DESKS} cross join lateral (
        select from desk_ticket t
         where t.desk_id = d.id and not t.synthetic and {SEEN} and {queue.where}
         limit {COUNTED + 1}) few)"""  # noqa: S608 - our own words and a number


UNREAD = f"""(select count(*) from {DESKS} cross join lateral (select from notices_notice n
       where n.user_id = %(user)s and n.seen_at is null and n.desk_id = d.id
         and (m.closed = '{{}}' or n.ticket_id is null
              or exists (select from desk_ticket t where t.id = n.ticket_id and {SEEN}))
       limit {COUNTED + 1}) few)"""  # noqa: S608
IS_UNSEEN = """exists (select from notices_notice n
       where n.user_id = %(user)s and n.seen_at is null)
    or exists (select from notices_occasion o
       where o.user_id = %(user)s and o.seen_at is null and o.mail_after is not null)"""
WAITING = """(select json_agg(json_build_array(
        b.id, b.act, cardinality(b.tickets), b.worked, extract(epoch from b.due_at)) order by b.id)
     from desk_bulk b where b.user_id = %(user)s and b.done_at is null and b.undone_at is null)"""
_EACH = ", ".join([*map(_counted_of, QUEUES), UNREAD, IS_UNSEEN, WAITING])
_ONCE = _EACH.replace(HIDDEN, "select h.ticket_id from hidden h")
COUNTING = f"with hidden as materialized ({HIDDEN}) select {_ONCE}"
