"""Write on in a side thread: to whom it was written, who are outside (B9)."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from prazo.desk.acting import acting, must_not_be_merged, must_not_be_spam
from prazo.desk.actor import Actor
from prazo.desk.files import keep_beside
from prazo.desk.inbound import InboundFile
from prazo.desk.masking import masked
from prazo.desk.models import SideMessage, SideThread, Ticket
from prazo.desk.outsiders import apart, must_be_outside
from prazo.desk.post import answer_subject, one_line, post
from prazo.desk.side_waits import name_their_case, wait_on_them
from prazo.lib.refusal import Refusal


def write_beside(
    ticket: Ticket,
    *,
    thread: SideThread,
    text: str,
    by: Actor,
    at: datetime,
    to: str | None = None,
    cc: str = "",
    reference: str | None = None,
    files: Sequence[InboundFile] = (),
    wait: bool = False,
) -> SideMessage:
    """`to` None: to whom it went last. Whoever is new takes part from now on; a thread that was
    closed goes on. `reference` is their number for it, as far as it is known now; None leaves it. A
    carrier's clock starts with a number that is new: by more words alone no case of theirs
    begins. `wait` begins the wait on them."""
    with acting(ticket, at) as locked:
        must_not_be_merged(locked)
        must_not_be_spam(locked)
        thread = SideThread.objects.select_for_update().get(pk=thread.pk, ticket=locked)
        thread.ticket = locked
        known = thread.reference
        if reference is not None:
            thread.reference = masked(one_line(reference))[0][:100]
        thread.closed_at = thread.closed_by = None
        wanted = last_written_to(thread) if to is None else apart(to, cc)
        message = speak(thread, text=text, by=by, at=at, files=files, to=wanted[0], cc=wanted[1])
        is_new = thread.reference not in ("", known)
        if wait:
            wait_on_them(locked, thread, by=by, at=at)
        elif thread.party == SideThread.Party.CARRIER and is_new:
            name_their_case(locked, thread, by=by, at=at)
    return message


def last_written_to(thread: SideThread) -> tuple[list[str], list[str]]:
    """To and Cc of our last mail in it."""
    last = thread.messages.exclude(recipients=[]).filter(user__isnull=False).last()
    if last is None:  # of the time before they were kept
        return list(thread.participants), []
    return _listed(last, "to"), _listed(last, "cc")


def speak(
    thread: SideThread,
    *,
    text: str,
    by: Actor,
    at: datetime,
    to: Sequence[str],
    cc: Sequence[str] = (),
    files: Sequence[InboundFile] = (),
) -> SideMessage:
    """On a locked ticket: the message with its files, and its mail in the outbox."""
    if not text.strip():
        raise Refusal("empty", _("Write something: they will read it."), "text")
    must_be_outside(thread.ticket, to, "to")
    must_be_outside(thread.ticket, cc, "cc")
    first = not thread.messages.exists()
    thread.participants = list(dict.fromkeys([*thread.participants, *to, *cc]))
    thread.save()
    message = _written(thread, text, to, cc, by=by, at=at)
    keep_beside(message, files)
    post(
        thread.ticket,
        key=f"side:{message.pk}",
        to=to,
        cc=cc,
        subject=thread.subject if first else answer_subject(thread.subject),
        text=message.text,
        at=at,
        side=message,
    )
    return message


def _written(
    thread: SideThread,
    text: str,
    to: Sequence[str],
    cc: Sequence[str],
    *,
    by: Actor,
    at: datetime,
) -> SideMessage:
    clean, remarks = masked(text)
    return SideMessage.objects.create(
        desk_id=thread.desk_id,
        thread=thread,
        user=by.user,
        at=at,
        sender=str(by.user or thread.ticket.desk),
        text=clean,
        recipients=[
            *({"field": "to", "name": "", "address": one} for one in to),
            *({"field": "cc", "name": "", "address": one} for one in cc),
        ],
        remarks=remarks,
    )


def _listed(message: SideMessage, field: str) -> list[str]:
    return [one["address"] for one in message.recipients if one["field"] == field]
