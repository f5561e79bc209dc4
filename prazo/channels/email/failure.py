"""A mail of ours that did not arrive: shown on each ticket it is about, told once (L02)."""

from datetime import datetime

from django.utils import translation
from django.utils.translation import gettext as _

from prazo.channels.email.joining import tickets_of
from prazo.desk import actor
from prazo.desk.acting import acting, standing
from prazo.desk.events import record
from prazo.desk.masking import masked
from prazo.desk.models import Note, Outgoing, Ticket
from prazo.desk.post import one_line
from prazo.engine.events import Kind

MARK = "delivery_failed"
LONGEST = 1000


def fail(outgoing: Outgoing, reason: str, *, at: datetime) -> bool:
    """Write it down as failed, for good; whether that was news. In the caller's transaction."""
    reason = masked(one_line(reason))[0][:LONGEST]
    if outgoing.failed_at is not None:
        return False
    outgoing.failed_at, outgoing.try_at, outgoing.error = at, None, reason
    outgoing.save(update_fields=["failed_at", "try_at", "error"])
    for about in tickets_of(outgoing):
        _tell(outgoing, about, reason, at)
    return True


def _tell(outgoing: Outgoing, about: Ticket, reason: str, at: datetime) -> None:
    with acting(standing(about), at) as ticket:
        with translation.override(ticket.desk.language):
            text = _("A mail to %(addresses)s was not delivered: %(reason)s") % {
                "addresses": ", ".join([*outgoing.to, *outgoing.cc]),
                "reason": reason,
            }
        note = Note.objects.create(desk_id=ticket.desk_id, ticket=ticket, at=at, text=text)
        record(ticket, Kind.NOTE, at=at, by=actor.SYSTEM, note=note.pk)
        if MARK not in ticket.marks:
            ticket.marks = [*ticket.marks, MARK]
