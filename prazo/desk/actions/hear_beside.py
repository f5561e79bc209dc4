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
from prazo.desk.side_marks import MARK
from prazo.desk.side_waits import end_wait
from prazo.desk.terms import terms_of
from prazo.engine.events import Kind

SHOWN = ("to", "cc")


def hear_beside(thread: SideThread, inbound: Inbound, *, as_of: datetime) -> SideMessage | None:
    """None where it is here already. A machine's receipt asks for nobody's attention, and ends no
    wait; where the agreement says so, a person's answer does."""
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
            recipients=[
                {"field": field, "name": "", "address": address}
                for field, _name, address in inbound.recipients
                if field in SHOWN
            ],
            reference=inbound.reference,
            external_id=inbound.external_id[:400],
            automatic=inbound.automatic,
            remarks=[*inbound.remarks, *remarks, *remarks_on(inbound.files)],
        )
        keep_beside(message, inbound.files)
        if not inbound.automatic:
            _heard(ticket, message, as_of)
    return message


def _heard(ticket: Ticket, message: SideMessage, as_of: datetime) -> None:
    thread = SideThread.objects.select_for_update().get(pk=message.thread_id)
    thread.answered_at = thread.answered_at or message.at
    thread.closed_at = thread.closed_by = None
    thread.save(update_fields=["answered_at", "closed_at", "closed_by"])
    if MARK not in ticket.marks:
        ticket.marks = [*ticket.marks, MARK]
    if terms_of(ticket.version).document.outside_answer == "ends_wait":
        end_wait(ticket, thread, answered_at=message.at, by=SYSTEM, unasked=True)
    _note(ticket, thread, message, as_of)


def _note(ticket: Ticket, thread: SideThread, message: SideMessage, at: datetime) -> None:
    """By which whoever works on the ticket is told, and whoever wrote in the thread."""
    with translation.override(ticket.desk.language):
        text = gettext("In the side thread “%(subject)s” an answer came from %(sender)s.") % {
            "subject": thread.subject,
            "sender": message.sender,
        }
    note = Note.objects.create(desk_id=ticket.desk_id, ticket=ticket, at=at, text=text)
    wrote = thread.messages.exclude(user=None).order_by("user").values_list("user", flat=True)
    told = {"tells": list(wrote.distinct())}
    record(ticket, Kind.NOTE, at=at, by=SYSTEM, note=note.pk, **told)
