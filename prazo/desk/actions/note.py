"""Write something inside the desk; the customer never sees it."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from prazo.desk.acting import acting
from prazo.desk.actor import Actor
from prazo.desk.events import record
from prazo.desk.files import keep_with_note
from prazo.desk.inbound import InboundFile
from prazo.desk.models import Note, Ticket
from prazo.desk.private_teams import let_in_mentioned
from prazo.desk.wording import PLAIN, wording
from prazo.engine.events import Kind
from prazo.lib.refusal import Refusal


def note(
    ticket: Ticket,
    *,
    by: Actor,
    at: datetime,
    text: str,
    markup: str = PLAIN,
    files: Sequence[InboundFile] = (),
    tells: Sequence[int] = (),
) -> Note:
    """`tells` are users it is written to, beside those it mentions. `markup` says how `text` is to
    be read."""
    with acting(ticket, at) as locked:
        return write_note(locked, by=by, at=at, text=text, markup=markup, files=files, tells=tells)


def write_note(
    ticket: Ticket,
    *,
    by: Actor,
    at: datetime,
    text: str,
    markup: str = PLAIN,
    files: Sequence[InboundFile] = (),
    tells: Sequence[int] = (),
) -> Note:
    """On a locked ticket. Whom it names sees the ticket as it is now, whatever team it is moved to
    before people are told."""
    if not text.strip():
        raise Refusal("empty", _("Write something to be noted."), "text")
    worded = wording(text, markup, files)
    written = Note.objects.create(
        desk_id=ticket.desk_id, ticket=ticket, user=by.user, at=at, **worded.columns
    )
    worded.hang(written, keep_with_note(written, worded.files))
    let_in_mentioned(ticket, written.text, by=by, at=at)
    told = {"tells": list(tells)} if tells else {}
    record(ticket, Kind.NOTE, at=at, by=by, note=written.pk, **told)
    return written
