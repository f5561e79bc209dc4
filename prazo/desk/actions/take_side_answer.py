"""Say what an answer in a side thread was: the one waited for, or something to go on waiting by."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from prazo.desk.acting import acting, must_not_be_merged
from prazo.desk.actions.hear_beside import MARK
from prazo.desk.actions.write_beside import carrier_is_asked
from prazo.desk.actor import Actor
from prazo.desk.events import record
from prazo.desk.models import SideThread, Ticket
from prazo.engine.events import Kind
from prazo.lib.refusal import Refusal


def take_side_answer(
    ticket: Ticket, *, thread: SideThread, goes_on: bool, by: Actor, at: datetime
) -> Ticket:
    """`goes_on`: the wait ends when the answer came, not when somebody looked: what lies between
    was our time, not theirs. A carrier's own clock is met by it."""
    with acting(ticket, at) as locked:
        must_not_be_merged(locked)
        thread = SideThread.objects.select_for_update().get(pk=thread.pk, ticket=locked)
        if thread.answered_at is None:
            raise Refusal("no_answer", _("No new answer is there."), conflict=True)
        if goes_on:
            _end_wait(locked, thread, thread.answered_at, by)
        thread.answered_at = None
        thread.save(update_fields=["answered_at"])
        if not locked.side_threads.exclude(answered_at=None).exists():
            locked.marks = [mark for mark in locked.marks if mark != MARK]
    return locked


def _end_wait(ticket: Ticket, thread: SideThread, answered_at: datetime, by: Actor) -> None:
    waits = ticket.status == Ticket.Status.WAITING and ticket.waiting_on == thread.party
    carrier = thread.party == SideThread.Party.CARRIER and carrier_is_asked(ticket)
    began = (
        ticket.events.filter(kind__in=(Kind.WAITING, Kind.CARRIER_TICKET)).order_by("at", "id")
    ).last()
    instant = max(answered_at, began.at) if began is not None else answered_at
    if carrier:
        record(ticket, Kind.CARRIER_ANSWER, at=instant, by=by, text=thread.reference)
    if waits:
        record(ticket, Kind.RESUMED, at=instant, by=by, reason="")
        ticket.status, ticket.waiting_on = Ticket.Status.OPEN, ""
