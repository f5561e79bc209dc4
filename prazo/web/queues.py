"""The ready queues: which tickets, in what order, and how many."""

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.core.exceptions import BadRequest
from django.db import connection
from django.db.models import Exists, OuterRef, Value
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from prazo.accounts.models import User
from prazo.desk.models import Clock, Ticket, TicketQuerySet

PAGE = 50
COUNTED = 99
COUNTS_KEPT = 3.0
"""Seconds for which one person's counts are not counted again."""


@dataclass(frozen=True, slots=True)
class Queue:
    slug: str
    name: Promise
    keep: Callable[[TicketQuerySet, User], TicketQuerySet]
    newest_ended_first: bool = False


def _waiting(on: str) -> Callable[[TicketQuerySet, User], TicketQuerySet]:
    return lambda tickets, user: tickets.filter(status=Ticket.Status.WAITING, waiting_on=on)


def _open(**conditions: object) -> Callable[[TicketQuerySet, User], TicketQuerySet]:
    return lambda tickets, user: tickets.open().filter(**conditions)


def _excluded(tickets: TicketQuerySet, user: User) -> TicketQuerySet:
    excluded = Clock.objects.filter(ticket=OuterRef("pk"), state="excluded")
    return tickets.open().exclude(cause="").filter(Exists(excluded))


QUEUES = (
    Queue("due", _("Due next"), _open()),
    Queue("mine", _("Mine"), lambda tickets, user: tickets.open().filter(assignee=user)),
    Queue("unassigned", _("Unassigned"), _open(assignee__isnull=True)),
    Queue("waiting-customer", _("Waiting: customer"), _waiting("customer")),
    Queue("waiting-third-party", _("Waiting: third party"), _waiting("third_party")),
    Queue("waiting-carrier", _("Waiting: carrier"), _waiting("carrier")),
    Queue("escalated", _("Escalated"), _open(escalated=True)),
    Queue("excluded", _("Excluded"), _excluded),
    Queue("no-contract", _("Without contract"), _open(contract__isnull=True)),
    Queue(
        "resolved",
        _("Resolved recently"),
        lambda tickets, user: tickets.filter(
            status=Ticket.Status.RESOLVED, resolved_at__gt=timezone.now() - timedelta(days=30)
        ),
        newest_ended_first=True,
    ),
)
BY_SLUG: Mapping[str, Queue] = {queue.slug: queue for queue in QUEUES}


def tickets_in(queue: Queue, user: User, desks: Iterable[int]) -> TicketQuerySet:
    """Naming the desks again, besides the one door, lets the planner know how many rows to
    expect; what it may return is decided by the door and by row-level security."""
    return queue.keep(Ticket.objects.visible_to(user).filter(desk_id__in=list(desks)), user)


@dataclass(frozen=True, slots=True)
class Place:
    """After which ticket the next page begins: its sorting instant, and its id."""

    at: datetime | None
    id: int

    def __str__(self) -> str:
        micro = "-" if self.at is None else str(int(self.at.timestamp() * 1_000_000))
        return f"{micro}.{self.id}"

    @classmethod
    def read(cls, text: str) -> "Place | None":
        """None for nothing; BadRequest for what no page of ours ever said."""
        if not text:
            return None
        micro, _dot, number = text.partition(".")
        try:
            at = (
                None
                if micro == "-"
                else datetime.fromtimestamp(0, UTC) + timedelta(microseconds=int(micro[:20]))
            )
            return cls(at, int(number[:18]))
        except (ValueError, OverflowError):
            raise BadRequest("not a place in a queue") from None


def page_of(queue: Queue, tickets: TicketQuerySet, after: Place | None) -> list[TicketQuerySet]:
    """Up to two querysets to be read one after the other: those with an instant, then those
    without. Each is read in the order of its index, however deep the page is."""
    if queue.newest_ended_first:
        ended = tickets.order_by("-resolved_at", "-id")
        if after is not None and after.at is not None:
            ended = ended.filter(resolved_at__lte=after.at).exclude(
                resolved_at=after.at, id__gte=after.id
            )
        return [ended]
    dated = tickets.filter(next_due_at__isnull=False).order_by("next_due_at", "id")
    undated = tickets.filter(next_due_at__isnull=True).order_by("id")
    if after is None:
        return [dated, undated]
    if after.at is None:
        return [undated.filter(id__gt=after.id)]
    rest = dated.filter(next_due_at__gte=after.at).exclude(next_due_at=after.at, id__lte=after.id)
    return [rest, undated]


_counted: dict[tuple[int, tuple[int, ...]], tuple[float, dict[str, int]]] = {}


def counts(user: User, desks: Iterable[int]) -> dict[str, int]:
    """How many tickets each queue holds, counted no further than COUNTED + 1, in one statement."""
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


def _count(user: User, desks: tuple[int, ...]) -> dict[str, int]:
    if not desks:
        return dict.fromkeys(BY_SLUG, 0)
    parts: list[str] = []
    params: list[Any] = []
    for queue in QUEUES:
        some = tickets_in(queue, user, desks).order_by().annotate(one=Value(1)).values("one")
        sql, values = some[: COUNTED + 1].query.sql_with_params()
        parts.append(f"select count(*) from ({sql}) some_of_them")  # noqa: S608, the ORM wrote it
        params.extend(values)
    with connection.cursor() as cursor:
        cursor.execute("select " + ", ".join(f"({part})" for part in parts), params)
        row = cursor.fetchone()
    return {queue.slug: count for queue, count in zip(QUEUES, row, strict=True)}
