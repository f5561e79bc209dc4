"""What a side thread decides of a ticket's waiting, and of the carrier's clock (B9)."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from prazo.desk.acting import must_be_open
from prazo.desk.actions.wait import begin_wait
from prazo.desk.actor import Actor
from prazo.desk.calls import must_be_written
from prazo.desk.events import record
from prazo.desk.models import SideThread, Ticket
from prazo.engine.events import Kind
from prazo.lib.refusal import Refusal

Party = SideThread.Party


def wait_on_them(ticket: Ticket, thread: SideThread, *, by: Actor, at: datetime) -> None:
    """On a locked ticket. A carrier's own clock starts: it is told now, whatever number it gives
    the case (N9)."""
    must_be_open(ticket)
    must_be_written(ticket)
    if thread.party == Party.COLLEAGUE:
        raise Refusal(
            "unknown_party",
            _("A colleague is one of us: the ticket goes on meanwhile. Send it without waiting."),
        )
    if ticket.waiting_on != thread.party:
        begin_wait(ticket, on=thread.party, by=by, at=at)
    if thread.party == Party.CARRIER:
        name_their_case(ticket, thread, by=by, at=at)


def name_their_case(ticket: Ticket, thread: SideThread, *, by: Actor, at: datetime) -> None:
    """The carrier knows of it now: its own clock starts, unless one runs already (N9)."""
    if not carrier_is_asked(ticket):
        record(ticket, Kind.CARRIER_TICKET, at=at, by=by, number=thread.reference)


def end_wait(ticket: Ticket, thread: SideThread, *, answered_at: datetime, by: Actor) -> None:
    """When their answer came, not when somebody looked: what lies between was our time."""
    waits = ticket.status == Ticket.Status.WAITING and ticket.waiting_on == thread.party
    carrier = thread.party == Party.CARRIER and carrier_is_asked(ticket)
    began = (
        ticket.events.filter(kind__in=(Kind.WAITING, Kind.CARRIER_TICKET)).order_by("at", "id")
    ).last()
    instant = max(answered_at, began.at) if began is not None else answered_at
    if carrier:
        record(ticket, Kind.CARRIER_ANSWER, at=instant, by=by, text=thread.reference)
    if waits:
        record(ticket, Kind.RESUMED, at=instant, by=by, reason="")
        ticket.status, ticket.waiting_on = Ticket.Status.OPEN, ""


def carrier_is_asked(ticket: Ticket) -> bool:
    """Whether a carrier was told last and has not answered."""
    kinds = (Kind.CARRIER_TICKET, Kind.CARRIER_ANSWER)
    last = ticket.events.filter(kind__in=kinds).order_by("at", "id").last()
    return last is not None and last.kind == Kind.CARRIER_TICKET
