"""Queues: which tickets, in what order, and how many. The ready ones stand here; those of one's
own making become the same value in `saved.py`."""

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any, NamedTuple

from django.core.exceptions import BadRequest
from django.db import connection
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from prazo.accounts.models import User
from prazo.desk.sight import SEEN
from prazo.desk.snooze import HIDDEN
from prazo.web.shown import row

PAGE = 50
SPAM = "spam"
COUNTED = 99
NOTICES = "notices"
"""Beside the queues' counts stands that of one's unread notices."""
UNSEEN = "unseen"
"""And whether one was told of anything he did not see: of some of it he is mailed alone."""
COUNTS_KEPT = 3.0
"""Seconds for which one person's counts are not counted again."""


class Order(NamedTuple):
    """Tickets that have no instant there come last: by the instant they have in `then`, and after
    these in the order they were opened in."""

    column: str
    descending: bool = False
    then: str = ""


NEXT_DUE = Order("next_due_at", then="unanswered_since")
LONGEST_UNANSWERED = Order("unanswered_since")
ENDED_LAST = Order("resolved_at", descending=True)
CHANGED_LAST = Order("changed_at", descending=True)


@dataclass(frozen=True, slots=True)
class Queue:
    """`where` is SQL of our own words about a ticket `t`: constants stand in it as such, so that
    the database may keep one plan with the index made for them. `values` are bound in it."""

    slug: str
    name: Promise | str
    where: str
    order: Order = NEXT_DUE
    values: Mapping[str, Any] = field(default_factory=dict)
    columns: tuple[str, ...] = row.USUAL
    few: str = ""
    """Where it holds few tickets: their ids, that counting needs to look at no ticket."""

    @property
    def address(self) -> str:
        return "/" if self.slug == "due" else f"/q/{self.slug}"


OPEN = "t.status in ('open', 'waiting')"
EXCLUDED = (
    "exists (select from desk_clock c where c.ticket_id = t.id and c.state = 'excluded')"
    " and t.cause <> ''"
)
RECENTLY = "t.status = 'resolved' and t.resolved_at > now() - interval '30 days'"

AWAKE = f"t.id <> all (array({HIDDEN}))"
"""Not snoozed by the user."""
REMINDED = """select r.ticket_id from desk_reminder r
   where r.told_at is not null and (r.user_id = %(user)s or r.user_id is null and (
     r.team_id is null or r.team_id in (select b.team_id from accounts_member_teams b
        join accounts_member o on o.id = b.member_id where o.user_id = %(user)s)))"""
"""Ids of tickets with a reminder that is due: the user's, a team's of his, or everybody's."""
WITH_REMINDER = (*row.USUAL, "reminder")

QUEUES = (
    Queue("due", _("Due next"), f"{OPEN} and {AWAKE}"),
    Queue("mine", _("Mine"), f"{OPEN} and t.assignee_id = %(user)s and {AWAKE}"),
    Queue(
        "reminders",
        _("Reminders due"),
        f"t.id = any (array({REMINDED}))",
        columns=WITH_REMINDER,
        few=REMINDED,
    ),
    Queue(
        "snoozed",
        _("Snoozed"),
        f"t.id = any (array({HIDDEN}))",
        columns=WITH_REMINDER,
        few=HIDDEN,
    ),
    Queue("unassigned", _("Unassigned"), f"{OPEN} and t.assignee_id is null"),
    Queue(
        "unanswered",
        _("Unanswered"),
        f"{OPEN} and t.unanswered_since is not null",
        order=LONGEST_UNANSWERED,
    ),
    Queue(
        "waiting-customer",
        _("Waiting: customer"),
        "t.status = 'waiting' and t.waiting_on = 'customer'",
    ),
    Queue(
        "waiting-third-party",
        _("Waiting: third party"),
        "t.status = 'waiting' and t.waiting_on = 'third_party'",
    ),
    Queue(
        "waiting-carrier",
        _("Waiting: carrier"),
        "t.status = 'waiting' and t.waiting_on = 'carrier'",
    ),
    Queue("escalated", _("Escalated"), f"{OPEN} and t.escalated"),
    Queue("excluded", _("Excluded"), f"{OPEN} and {EXCLUDED}"),
    Queue("no-contract", _("Without contract"), f"{OPEN} and t.contract_id is null"),
    Queue("resolved", _("Resolved recently"), RECENTLY, order=ENDED_LAST),
    Queue(SPAM, _("Spam"), "t.status = 'spam'", order=CHANGED_LAST),
)
BY_SLUG: Mapping[str, Queue] = {queue.slug: queue for queue in QUEUES}

THEN = "~"
EPOCH = datetime.fromtimestamp(0, UTC)

DESKS = (
    "unnest(%(desks)s::bigint[]) as d(id) join accounts_member m on m.desk_id = d.id"
    " and m.user_id = %(user)s"
)
"""The one door (`TicketQuerySet.visible_to`) in SQL: desks asked for where the user works now.
Each desk's tickets are read by themselves, so that a small desk does not wait for a large one;
row-level security decides once more."""


@dataclass(frozen=True, slots=True)
class Place:
    """After which ticket the next page begins: its sorting instant, and its id. `then`: it has
    none, and is sorted by the instant of the order's `then`."""

    at: datetime | None
    id: int
    then: bool = False

    def __str__(self) -> str:
        micro = "-" if self.at is None else str((self.at - EPOCH) // timedelta(microseconds=1))
        return f"{THEN if self.then else ''}{micro}.{self.id}"

    @classmethod
    def read(cls, text: str) -> "Place | None":
        """None for nothing; BadRequest for what no page of ours ever said."""
        if not text:
            return None
        then = text.startswith(THEN)
        micro, _dot, number = text.removeprefix(THEN).partition(".")
        try:
            at = None if micro == "-" else EPOCH + timedelta(microseconds=int(micro[:20]))
            return cls(at, int(number[:18]), then and at is not None)
        except (ValueError, OverflowError):
            raise BadRequest("not a place in a queue") from None


def page_of(
    queue: Queue, user: User, desks: Iterable[int], after: Place | None, limit: int
) -> list[row.Facts]:
    """Tickets with an instant, then those without. Each part is read in the order of its index,
    however deep the page is."""
    values: dict[str, Any] = {**queue.values, "user": user.pk, "desks": list(desks)}
    if after is not None:
        values |= {"at": after.at, "id": after.id}
    found: list[row.Facts] = []
    for part, order in _parts(queue.order, after):
        if len(found) < limit:
            reminders = "reminder" in queue.columns
            where = f"{queue.where} and {part}"
            found += row.read(_statement(where, order, limit - len(found), reminders), values)
    return found


def ids_of(queue: Queue, user: User, desks: Iterable[int], most: int) -> list[int]:
    """Of its first tickets, in its order."""
    values: dict[str, Any] = {**queue.values, "user": user.pk, "desks": list(desks)}
    found: list[int] = []
    for part, order in _parts(queue.order, None):
        if len(found) < most:
            some = _some(f"{queue.where} and {part}", order, most - len(found))
            with connection.cursor() as cursor:
                cursor.execute(f"select t.id from ({some}) t order by {order}", values)  # noqa: S608
                found += [pk for (pk,) in cursor.fetchall()]
    return found


def place_of(queue: Queue, fact: row.Facts) -> Place:
    order = queue.order
    at: datetime | None = getattr(fact, order.column)
    if at is None and order.then:
        at = getattr(fact, order.then)
        return Place(at, fact.id, then=at is not None)
    return Place(at, fact.id)


def _parts(order: Order, after: Place | None) -> list[tuple[str, str]]:
    """Conditions and orders of what is left of a queue after a place."""
    column, then, down = f"t.{order.column}", f"t.{order.then}", " desc" if order.descending else ""
    beyond = "<" if order.descending else ">"
    sorting = f"{column}{down}, t.id{down}"
    if not order.then:
        here = "true" if after is None else f"({column}, t.id) {beyond} (%(at)s, %(id)s)"
        return [(here, sorting)]
    without, next_sorting = f"{column} is null", f"{then}, t.id"  # the database puts nulls last
    if after is None:
        return [(f"{column} is not null", sorting), (without, next_sorting)]
    last = f"{without} and {then} is null"
    if after.at is None:
        return [(f"{last} and t.id > %(id)s", next_sorting)]
    if after.then:
        beyond_it = f"{without} and ({then}, t.id) > (%(at)s, %(id)s)"
        return [(beyond_it, next_sorting), (last, next_sorting)]
    return [(f"({column}, t.id) {beyond} (%(at)s, %(id)s)", sorting), (without, next_sorting)]


@lru_cache(maxsize=256)
def _statement(where: str, order: str, limit: int, reminders: bool) -> str:
    return row.statement(_some(where, order, limit), order, reminders)


def _some(where: str, order: str, limit: int) -> str:
    return f"""
        select t.* from {DESKS} cross join lateral (
          select * from desk_ticket t
           where t.desk_id = d.id and not t.synthetic and {SEEN} and {where}
           order by {order} limit {limit}) t
         order by {order} limit {limit}"""  # noqa: S608 - our own words and a number


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
         join desk_ticket t on t.id = few.ticket_id and not t.synthetic and {SEEN}
         join {DESKS} on d.id = t.desk_id limit {COUNTED + 1}) few)"""  # noqa: S608
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
