"""Write on in a side thread: to its participants alone, who are outside (B9)."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from prazo.desk.acting import acting, must_not_be_merged
from prazo.desk.actor import Actor
from prazo.desk.events import record
from prazo.desk.masking import masked
from prazo.desk.models import SideMessage, SideThread, Ticket
from prazo.desk.outsiders import must_be_outside
from prazo.desk.post import answer_subject, one_line, post
from prazo.engine.events import Kind
from prazo.lib.refusal import Refusal


def write_beside(
    ticket: Ticket,
    *,
    thread: SideThread,
    text: str,
    by: Actor,
    at: datetime,
    reference: str | None = None,
) -> SideMessage:
    """`reference` is their number for it, as far as it is known now; None leaves it. A carrier's
    clock starts with a number that is new: by more words alone no case of theirs begins."""
    with acting(ticket, at) as locked:
        must_not_be_merged(locked)
        thread = SideThread.objects.select_for_update().get(pk=thread.pk, ticket=locked)
        must_be_outside(locked, thread.participants)
        known = thread.reference
        if reference is not None:
            thread.reference = masked(one_line(reference))[0][:100]
            thread.save(update_fields=["reference"])
        is_new = thread.reference not in ("", known)
        if thread.party == SideThread.Party.CARRIER and is_new:
            name_their_case(locked, thread, by=by, at=at)
        return speak(thread, text=text, by=by, at=at)


def speak(thread: SideThread, *, text: str, by: Actor, at: datetime) -> SideMessage:
    """On a locked ticket: the message, and its mail in the outbox."""
    if not text.strip():
        raise Refusal("empty", _("Write something: they will read it."), "text")
    clean, remarks = masked(text)
    first = not thread.messages.exists()
    message = SideMessage.objects.create(
        desk_id=thread.desk_id,
        thread=thread,
        user=by.user,
        at=at,
        sender=str(by.user or thread.ticket.desk),
        text=clean,
        remarks=remarks,
    )
    post(
        thread.ticket,
        key=f"side:{message.pk}",
        to=thread.participants,
        subject=thread.subject if first else answer_subject(thread.subject),
        text=clean,
        at=at,
        side=message,
    )
    return message


def name_their_case(ticket: Ticket, thread: SideThread, *, by: Actor, at: datetime) -> None:
    """The carrier knows of it now: its own clock starts, unless one runs already (N9)."""
    if not carrier_is_asked(ticket):
        record(ticket, Kind.CARRIER_TICKET, at=at, by=by, number=thread.reference)


def carrier_is_asked(ticket: Ticket) -> bool:
    """Whether a carrier was told last and has not answered."""
    kinds = (Kind.CARRIER_TICKET, Kind.CARRIER_ANSWER)
    last = ticket.events.filter(kind__in=kinds).order_by("at", "id").last()
    return last is not None and last.kind == Kind.CARRIER_TICKET
