"""Write something inside the desk; the customer never sees it."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from prazo.desk.acting import acting
from prazo.desk.actor import Actor
from prazo.desk.events import record
from prazo.desk.files import keep_with_note
from prazo.desk.inbound import InboundFile
from prazo.desk.masking import masked
from prazo.desk.models import Note, Ticket
from prazo.engine.events import Kind
from prazo.lib.refusal import Refusal


def note(
    ticket: Ticket,
    *,
    by: Actor,
    at: datetime,
    text: str,
    files: Sequence[InboundFile] = (),
    tells: Sequence[int] = (),
) -> Note:
    """`tells` are users it is written to, beside those it mentions."""
    with acting(ticket, at) as locked:
        if not text.strip():
            raise Refusal("empty", _("Write something to be noted."), "text")
        written = Note.objects.create(
            desk_id=locked.desk_id, ticket=locked, user=by.user, at=at, text=masked(text)[0]
        )
        keep_with_note(written, files)
        told = {"tells": list(tells)} if tells else {}
        record(locked, Kind.NOTE, at=at, by=by, note=written.pk, **told)
    return written
