"""Queues: which tickets, in what order, and how many. The ready ones stand here; those of one's
own making become the same value in `saved.py`."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.db import OperationalError, connection, transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from psycopg.errors import QueryCanceled

from prazo.accounts.models import User
from prazo.desk import reminders
from prazo.desk.sight import SEEN
from prazo.desk.snooze import HIDDEN
from prazo.lib.refusal import Refusal
from prazo.web import groups, orders
from prazo.web.orders import (
    CHANGED_LAST,
    CHANGED_SORTS,
    ENDED_LAST,
    ENDED_SORTS,
    LONGEST_UNANSWERED,
    NEXT_DUE,
    SORTS,
    SORTS_OF_ANY,
    Order,
    Part,
    Place,
    Sorts,
)
from prazo.web.shown import columns, row, row_facts

PAGE = 50
SPAM = "spam"
LONGEST_MS = 5000
"""Q03: a queue of somebody's own making that takes longer is given up, so that nobody else waits
for it: with some hundred words to look for in 200,000 tickets it took minutes, each time anything
changed. Nor are all tickets of one looked up for longer than some such whiles."""
WHILES = 6


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
    sorts: Sorts = field(default_factory=lambda: SORTS)
    few: str = ""
    """Where it holds few tickets: their ids, that counting needs to look at no ticket."""
    mixed: bool = False
    """It may hold spam beside other tickets."""

    @property
    def address(self) -> str:
        return "/" if self.slug == "due" else f"/q/{self.slug}"

    @property
    def needs(self) -> tuple[str, ...]:
        """What is asked of each ticket besides the usual."""
        group = (columns.GROUP[self.order.by],) if self.order.by else ()
        return (*group, *(column for column in self.columns if column in columns.MORE))


OPEN = "t.status in ('open', 'waiting')"
EXCLUDED = (
    "exists (select from desk_clock c where c.ticket_id = t.id and c.state = 'excluded')"
    " and t.cause <> ''"
)
RECENTLY = "t.status = 'resolved' and t.resolved_at > now() - interval '30 days'"

AWAKE = f"t.id <> all (array({HIDDEN}))"
"""Not snoozed by the user."""
WITH_REMINDER = (*row.USUAL, "reminder")

QUEUES = (
    Queue("due", _("Due next"), f"{OPEN} and {AWAKE}"),
    Queue("mine", _("Mine"), f"{OPEN} and t.assignee_id = %(user)s and {AWAKE}"),
    Queue(
        "reminders",
        _("Reminders due"),
        f"t.id = any (array({reminders.DUE}))",
        columns=WITH_REMINDER,
        sorts=SORTS_OF_ANY,
        few=reminders.DUE,
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
    Queue("resolved", _("Resolved recently"), RECENTLY, order=ENDED_LAST, sorts=ENDED_SORTS),
    Queue(SPAM, _("Spam"), "t.status = 'spam'", order=CHANGED_LAST, sorts=CHANGED_SORTS),
)
BY_SLUG: Mapping[str, Queue] = {queue.slug: queue for queue in QUEUES}

DESKS = (
    "unnest(%(desks)s::bigint[]) as d(id) join accounts_member m on m.desk_id = d.id"
    " and m.user_id = %(user)s"
)
"""The one door (`TicketQuerySet.visible_to`) in SQL: desks asked for where the user works now.
Each desk's tickets are read by themselves, so that a small desk does not wait for a large one;
row-level security decides once more."""


def page_of(
    queue: Queue, user: User, desks: Iterable[int], after: Place | None, limit: int
) -> list[row_facts.Facts]:
    """Its tickets beyond a place. Each part is read in the order of its index, however deep the
    page is."""
    worked, found = list(desks), list[row_facts.Facts]()
    more = queue.needs
    with _in_time(queue, LONGEST_MS):
        for part in _parts(queue, user, worked, after):
            if len(found) >= limit:
                break
            left = limit - len(found)
            statement = _statement(queue.where, part.where, part.order, part.groups, left, more)
            values = {**queue.values, **part.values, "user": user.pk, "desks": worked}
            found += row_facts.read(statement, values, more)
    return found


def ids_of(queue: Queue, user: User, desks: Iterable[int], most: int | None = None) -> list[int]:
    """Of its first tickets, in its order; without `most` of all it holds."""
    worked, found = list(desks), list[int]()
    with _in_time(queue, LONGEST_MS * (WHILES if most is None else 1)):
        for part in _parts(queue, user, worked, None):
            left = None if most is None else most - len(found)
            if left is not None and left <= 0:
                break
            some = _some(queue.where, part.where, part.order, part.groups, left)
            order = _whole_order(part.order, part.groups)
            values = {**queue.values, **part.values, "user": user.pk, "desks": worked}
            with connection.cursor() as cursor:
                cursor.execute(f"select t.id from ({some}) t order by {order}", values)  # noqa: S608
                found += [pk for (pk,) in cursor.fetchall()]
    return found


@contextmanager
def _in_time(queue: Queue, most_ms: int) -> Iterator[None]:
    """Each statement within; Refusal where one takes longer. The ready ones have their indexes."""
    if not queue.values:
        yield
        return
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("select set_config('statement_timeout', %s, true)", [str(most_ms)])
            yield
    except OperationalError as error:
        if not isinstance(error.__cause__, QueryCanceled):
            raise
        raise Refusal("too_broad", TOO_BROAD) from None


TOO_BROAD = _("This queue takes too long to be looked up. Let it ask for less.")


def place_of(queue: Queue, fact: row_facts.Facts, desks: Iterable[int]) -> Place:
    """After a ticket of it that was read with what it `needs`."""
    order = queue.order
    at: datetime | None = getattr(fact, order.column)
    if order.by:
        return Place(at, fact.id, group=groups.key_of(order, fact, desks))
    if at is None and order.then:
        at = getattr(fact, order.then)
        return Place(at, fact.id, then=at is not None)
    return Place(at, fact.id)


def _parts(queue: Queue, user: User, desks: list[int], after: Place | None) -> Iterable[Part]:
    if queue.order.by:
        return groups.parts(queue.order, after, user, desks, DESKS)
    return orders.parts(queue.order, after)


@lru_cache(maxsize=256)
def _statement(
    where: str, part: str, order: str, kind: str, limit: int, more: tuple[str, ...]
) -> str:
    return row_facts.statement(
        _some(where, part, order, kind, limit), _whole_order(order, kind), more
    )


def _some(where: str, part: str, order: str, kind: str, limit: int | None) -> str:
    most = "all" if limit is None else str(limit)
    several = f"cross join unnest(%(groups)s::{kind}[]) with ordinality as g(value, group_place)"
    return f"""
        select t.*{", group_place" if kind else ""} from {DESKS} {several if kind else ""}
        cross join lateral (
          select * from desk_ticket t
           where t.desk_id = d.id and not t.synthetic and {SEEN} and {where} and {part}
           order by {order} limit {most}) t
         order by {_whole_order(order, kind)} limit {most}"""  # noqa: S608 - our own words


def _whole_order(order: str, kind: str) -> str:
    return f"group_place, {order}" if kind else order
