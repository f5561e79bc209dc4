"""Take an answer into its side thread: no message of the customer's, heard by no clock (B9)."""

from datetime import datetime

from django.utils import translation
from django.utils.translation import gettext

from prazo.desk.acting import acting, standing
from prazo.desk.actor import SYSTEM
from prazo.desk.events import record
from prazo.desk.files import keep_beside, remarks_on
from prazo.desk.inbound import Inbound
from prazo.desk.masking import masked
from prazo.desk.models import Note, SideMessage, SideThread, Ticket
from prazo.engine.events import Kind

MARK = "side_answer"
"""Somebody of the desk should look: only a person can say that this was the answer."""


def hear_beside(thread: SideThread, inbound: Inbound, *, as_of: datetime) -> SideMessage | None:
    """None where it is here already. A machine's receipt asks for nobody's attention."""
    with acting(standing(thread.ticket), as_of) as ticket:
        known = SideMessage.objects.filter(desk=thread.desk_id, reference=inbound.reference)
        if known.exists():
            return None
        text, remarks = masked(inbound.text)
        message = SideMessage.objects.create(
            desk_id=thread.desk_id,
            thread=thread,
            at=inbound.received_at,
            sender=f"{masked(inbound.sender_name)[0]} <{inbound.sender}>"[:400],
            text=text,
            reference=inbound.reference,
            external_id=inbound.external_id[:400],
            automatic=inbound.automatic,
            remarks=[*inbound.remarks, *remarks, *remarks_on(inbound.files)],
        )
        keep_beside(message, inbound.files)
        if not inbound.automatic:
            current = SideThread.objects.select_for_update().get(pk=thread.pk)
            current.answered_at = current.answered_at or inbound.received_at
            current.save(update_fields=["answered_at"])
            if MARK not in ticket.marks:
                ticket.marks = [*ticket.marks, MARK]
            _note(ticket, current, message, as_of)
    return message


def _note(ticket: Ticket, thread: SideThread, message: SideMessage, at: datetime) -> None:
    """By which whoever works on the ticket is told, too."""
    with translation.override(ticket.desk.language):
        text = gettext("In the side thread “%(subject)s” an answer came from %(sender)s.") % {
            "subject": thread.subject,
            "sender": message.sender,
        }
    note = Note.objects.create(desk_id=ticket.desk_id, ticket=ticket, at=at, text=text)
    record(ticket, Kind.NOTE, at=at, by=SYSTEM, note=note.pk)
