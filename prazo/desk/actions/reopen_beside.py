"""Take a side thread up again that was closed."""

from datetime import datetime

from prazo.desk.acting import acting, must_not_be_merged
from prazo.desk.models import SideThread, Ticket


def reopen_beside(ticket: Ticket, *, thread: SideThread, at: datetime) -> Ticket:
    with acting(ticket, at) as locked:
        must_not_be_merged(locked)
        SideThread.objects.filter(pk=thread.pk, ticket=locked).update(
            closed_at=None, closed_by=None
        )
    return locked
