"""Close a side thread: nothing more is awaited in it. What comes there takes it up again."""

from datetime import datetime

from prazo.desk.acting import acting, must_not_be_merged
from prazo.desk.actor import Actor
from prazo.desk.models import SideThread, Ticket
from prazo.desk.side_marks import answers_seen


def close_beside(ticket: Ticket, *, thread: SideThread, by: Actor, at: datetime) -> Ticket:
    """Closed twice it stays as the first one left it. An answer in it is seen by that; a wait on
    them goes on."""
    with acting(ticket, at) as locked:
        must_not_be_merged(locked)
        thread = SideThread.objects.select_for_update().get(pk=thread.pk, ticket=locked)
        if thread.closed_at is None:
            thread.closed_at, thread.closed_by, thread.answered_at = at, by.user, None
            thread.save(update_fields=["closed_at", "closed_by", "answered_at"])
            answers_seen(locked)
    return locked
