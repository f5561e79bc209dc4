"""Wait for somebody: the customer, a third party, a carrier. It is shown and booked to them."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from prazo.desk.acting import acting, must_be_open
from prazo.desk.actor import Actor
from prazo.desk.calls import must_be_written
from prazo.desk.events import record
from prazo.desk.masking import masked
from prazo.desk.models import Message, Ticket
from prazo.engine.events import Kind
from prazo.lib.refusal import Refusal

PARTIES = ("customer", "third_party", "carrier")


def wait(
    ticket: Ticket, *, on: str, by: Actor, at: datetime, reference: str = "", reason: str = ""
) -> Ticket:
    """Begin to wait. On the customer only after a question was sent (B12); `reference` is the
    carrier's own number for it (N9), which starts the carrier's clock."""
    with acting(ticket, at) as locked:
        must_be_open(locked)
        must_be_written(locked)
        if on not in PARTIES:
            raise Refusal("unknown_party", _("Choose whom the ticket waits on."), "on")
        if on == "customer" and not _asked(locked):
            raise Refusal(
                "nothing_asked",
                _("Ask the customer something first: a wait begins with a question."),
                "on",
            )
        begin_wait(locked, on=on, by=by, at=at, reason=masked(reason)[0])
        if on == "carrier":
            record(locked, Kind.CARRIER_TICKET, at=at, by=by, number=reference)
    return locked


def begin_wait(ticket: Ticket, *, on: str, by: Actor, at: datetime, reason: str = "") -> None:
    """On a locked ticket."""
    ticket.status, ticket.waiting_on = Ticket.Status.WAITING, on
    record(ticket, Kind.WAITING, at=at, by=by, on=on, reason=reason)


def _asked(ticket: Ticket) -> bool:
    """Whether the desk spoke last: a person's words that the customer has not answered."""
    last = (
        ticket.messages.filter(
            kind__in=[Message.Kind.REQUEST, Message.Kind.REPLY, Message.Kind.QUESTION],
            automatic="",
        )
        .order_by("-at", "-id")
        .first()
    )
    return last is not None and not last.inbound
