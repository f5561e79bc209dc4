"""Keep beside a ticket what an address writes that takes no part in it: a note, and a mark.

It counts as nobody's message: no clock hears it, and the customer is shown none of it. Whoever
works on the ticket decides; an address that he writes to takes part from then on.
"""

from datetime import datetime

from django.utils import translation
from django.utils.translation import gettext

from prazo.desk.actor import SYSTEM
from prazo.desk.events import record
from prazo.desk.files import keep_with_note
from prazo.desk.inbound import Inbound
from prazo.desk.masking import masked
from prazo.desk.models import Note, Ticket
from prazo.desk.post import one_line
from prazo.engine.events import Kind

MARK = "written_beside"
"""Somebody should look who wrote it. What a machine wrote asks for nobody's attention."""


def keep_beside(ticket: Ticket, inbound: Inbound, at: datetime) -> tuple[Note, bool]:
    """On a locked ticket, whose `marks` are saved by the caller. And whether it was here before."""
    told = ticket.events.filter(kind=Kind.NOTE, data__reference=inbound.reference).first()
    if told is not None and inbound.reference:
        return Note.objects.get(pk=told.data["note"]), True
    note = Note.objects.create(
        desk_id=ticket.desk_id, ticket=ticket, at=at, text=masked(_text(ticket, inbound))[0]
    )
    keep_with_note(note, inbound.files)
    record(ticket, Kind.NOTE, at=at, by=SYSTEM, note=note.pk, reference=inbound.reference)
    if not inbound.automatic and MARK not in ticket.marks:
        ticket.marks = [*ticket.marks, MARK]
    return note, False


def _text(ticket: Ticket, inbound: Inbound) -> str:
    with translation.override(ticket.desk.language.lower()):
        if inbound.automatic:
            heading = gettext(
                "Automatic answer from %(sender)s, an address that takes no part here:"
            )
        else:
            heading = gettext("From %(sender)s, an address that takes no part here:")
    sender = f"{inbound.sender_name} <{inbound.sender}>".strip()
    return f"{heading % {'sender': one_line(sender)}}\n\n{inbound.subject}\n\n{inbound.text}"
