"""Say what an answer in a side thread was: the one waited for, or something to go on waiting by."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from prazo.desk.acting import acting, must_not_be_merged, must_not_be_spam
from prazo.desk.actor import Actor
from prazo.desk.models import SideThread, Ticket
from prazo.desk.side_marks import answers_seen
from prazo.desk.side_waits import end_wait
from prazo.lib.refusal import Refusal


def take_side_answer(
    ticket: Ticket, *, thread: SideThread, goes_on: bool, by: Actor, at: datetime
) -> Ticket:
    """`goes_on`: the wait ends when the answer came, not when somebody looked: what lies between
    was our time, not theirs. A carrier's own clock is met by it."""
    with acting(ticket, at) as locked:
        must_not_be_merged(locked)
        must_not_be_spam(locked)
        thread = SideThread.objects.select_for_update().get(pk=thread.pk, ticket=locked)
        if thread.answered_at is None:
            raise Refusal("no_answer", _("No new answer is there."), conflict=True)
        if goes_on:
            end_wait(locked, thread, answered_at=thread.answered_at, by=by)
        thread.answered_at = None
        thread.save(update_fields=["answered_at"])
        answers_seen(locked)
    return locked
