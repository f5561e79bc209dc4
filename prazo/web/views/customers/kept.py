"""How a customer's targets of a month were kept: figures, and the clocks behind each."""

from datetime import date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.db.models import Count, Q, QuerySet
from django.utils.formats import number_format

from prazo.accounts.models import User
from prazo.desk.models import Clock, Ticket
from prazo.desk.sight import InSight

OUTCOMES = {
    "kept": Q(breached_at=None, met_at__isnull=False),
    "missed": Q(breached_at__isnull=False),
    "running": Q(breached_at=None, met_at=None, ended_at=None),
}
"""Of a clock that fell due in the month. One that ended unneeded, as by a merge, is none."""


class Kept(NamedTuple):
    """In the order of OUTCOMES."""

    metric: str
    kept: int
    missed: int
    running: int

    @property
    def percent(self) -> str:
        """Of those that are decided, as the reader writes it; "" while there is none."""
        decided = self.kept + self.missed
        return number_format(round(100 * self.kept / decided, 1), 1) if decided else ""


def month_before(today: date) -> date:
    """The first day of the month before."""
    return (today.replace(day=1) - timedelta(days=1)).replace(day=1)


def bounds(month: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """From its first instant to that of the next, where the desk is."""
    after = (month.replace(day=28) + timedelta(days=4)).replace(day=1)
    since = datetime(month.year, month.month, 1, tzinfo=zone)
    return since, datetime(after.year, after.month, 1, tzinfo=zone)


def clocks_of(customer: int, month: date, zone: ZoneInfo, user: User) -> "QuerySet[Clock]":
    """Of the tickets that `user` sees."""
    since, until = bounds(month, zone)
    return Clock.objects.filter(
        InSight("ticket__"),
        ticket__desk__members__user=user,
        ticket__customer=customer,
        ticket__synthetic=False,
        due_at__gte=since,
        due_at__lt=until,
    ).exclude(ticket__status=Ticket.Status.SPAM)


def kept_of(clocks: "QuerySet[Clock]") -> list[Kept]:
    counts = {name: Count("pk", filter=said) for name, said in OUTCOMES.items()}
    counted = clocks.order_by("metric").values_list("metric").annotate(**counts)
    return [Kept._make(row) for row in counted]
