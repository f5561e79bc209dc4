"""Take a case up again: its resolution clock goes on with what it had spent."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from prazo.desk.acting import acting, must_not_be_spam
from prazo.desk.actor import Actor
from prazo.desk.events import record
from prazo.desk.masking import masked
from prazo.desk.models import Ticket
from prazo.engine.events import Kind
from prazo.lib.refusal import Refusal


def reopen(ticket: Ticket, *, by: Actor, at: datetime, reason: str = "") -> Ticket:
    with acting(ticket, at) as locked:
        must_not_be_spam(locked)
        if locked.is_open or locked.status == Ticket.Status.MERGED:
            raise Refusal(
                "not_ended",
                _("Ticket #%(number)s is %(status)s: there is nothing to reopen."),
                params={"number": locked.number, "status": locked.get_status_display()},
                conflict=True,
            )
        take_up(locked, by=by, at=at, reason=masked(reason)[0])
    return locked


def take_up(ticket: Ticket, *, by: Actor, at: datetime, reason: str = "") -> None:
    """On a locked ticket; never before it ended, though a mail that came late was (R03)."""
    at = max([at, *(ended for ended in (ticket.resolved_at, ticket.closed_at) if ended)])
    record(ticket, Kind.REOPENED, at=at, by=by, reason=reason)
    ticket.status = Ticket.Status.OPEN
    ticket.resolved_at = ticket.closed_at = None
