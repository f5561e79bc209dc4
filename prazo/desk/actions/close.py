"""Close a ticket for good: after its resolution, or for want of the customer's answer (D12)."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from prazo.desk.acting import acting, must_not_be_spam
from prazo.desk.actor import Actor
from prazo.desk.calls import must_be_written
from prazo.desk.events import Fact, fact, record_all
from prazo.desk.masking import masked
from prazo.desk.models import Ticket
from prazo.engine.events import Kind
from prazo.lib.refusal import Refusal


def close(ticket: Ticket, *, by: Actor, at: datetime, reason: str = "") -> Ticket:
    """Without a resolution a reason is needed; it stays inside the desk."""
    with acting(ticket, at) as locked:
        must_be_written(locked)
        record_all([end(locked, by=by, at=at, reason=masked(reason)[0])])
    return locked


def end(ticket: Ticket, *, by: Actor, at: datetime, reason: str) -> Fact:
    """The end of a locked ticket, and the fact to be written."""
    must_not_be_spam(ticket)
    if ticket.status in (Ticket.Status.CLOSED, Ticket.Status.MERGED):
        raise Refusal(
            "closed",
            _("Ticket #%(number)s is closed already."),
            params={"number": ticket.number},
            conflict=True,
        )
    if ticket.status != Ticket.Status.RESOLVED and not reason.strip():
        raise Refusal("no_reason", _("Say why it is closed without a solution."), "reason")
    ticket.status, ticket.waiting_on, ticket.closed_at = Ticket.Status.CLOSED, "", at
    return fact(ticket, Kind.CLOSED, at=at, by=by, reason=reason)
