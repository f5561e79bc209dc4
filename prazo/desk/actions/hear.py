"""What the requester's words do to a case: they end a wait for him and take up what had ended."""

from datetime import datetime

from prazo.desk.actions.reopen import take_up
from prazo.desk.actor import Actor
from prazo.desk.events import record
from prazo.desk.models import Ticket
from prazo.engine.events import Kind


def hear(ticket: Ticket, *, by: Actor, at: datetime) -> None:
    """On a locked ticket, after the message was recorded; not for what a machine wrote.

    A mail may have lain in a queue while we closed the case or asked something. It was with us
    then, so what we did without knowing it lasts no time at all: the wait ends as it begins.
    """
    if not is_moved(ticket):
        return
    if not ticket.is_open:
        take_up(ticket, by=by, at=at, reason="message")
    else:
        ticket.status, ticket.waiting_on = Ticket.Status.OPEN, ""
        began = ticket.events.filter(kind=Kind.WAITING).order_by("at", "id").last()
        if began is not None and began.at > at:
            record(ticket, Kind.RESUMED, at=began.at, by=by, reason="message")


def is_moved(ticket: Ticket) -> bool:
    """Whether it matters to the ticket that its requester writes. Spam stays what it is."""
    if ticket.status == Ticket.Status.SPAM:
        return False
    return not ticket.is_open or ticket.waiting_on == "customer"
