"""The daily balance: what was received is what was placed, or still waits (peers.md thread 12)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from django.db.models import Count, Q

from prazo.channels.email.models import RawMail

State = RawMail.State
WAITING = (State.NEW, State.THROTTLED)


@dataclass(frozen=True, slots=True)
class Balance:
    """Mails of one UTC day. `lost` are said to be placed, and no place of theirs is to be found."""

    day: date
    received: int
    placed: Mapping[str, int]  # by state
    waiting: int
    lost: int

    @property
    def even(self) -> bool:
        return not self.lost and self.received == sum(self.placed.values()) + self.waiting


def balance(day: date) -> Balance:
    begins = datetime.combine(day, time.min, UTC)
    rows = RawMail.objects.filter(
        received_at__gte=begins, received_at__lt=begins + timedelta(days=1)
    )
    states = dict(rows.order_by().values_list("state").annotate(n=Count("pk")))
    nowhere = rows.filter(
        Q(state__in=(State.READ, State.DUPLICATE, State.UNREADABLE), ticket=None)
        | Q(state=State.IGNORED, error="")
    )
    waiting = sum(states.pop(state, 0) for state in WAITING)
    return Balance(
        day=day,
        received=rows.count(),
        placed=states,
        waiting=waiting,
        lost=nowhere.count(),
    )
