"""Answer the requester: what a person writes, in public."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from prazo.desk.acting import acting, must_be_open, must_not_be_merged, must_not_be_spam
from prazo.desk.actions.wait import begin_wait
from prazo.desk.actor import Actor
from prazo.desk.by_itself import held_back, must_be_asked, subject_of
from prazo.desk.calls import must_be_written
from prazo.desk.events import record
from prazo.desk.files import keep_all
from prazo.desk.inbound import InboundFile
from prazo.desk.intake.beside import MARK as WRITTEN_BESIDE
from prazo.desk.models import Message, Ticket
from prazo.desk.post import answer_subject, post
from prazo.desk.receipt import NO_RECEIPT
from prazo.desk.recipients import checked
from prazo.desk.wording import PLAIN, Wording, wording
from prazo.engine.events import Author, Kind
from prazo.lib.refusal import Refusal

SETTLED = (NO_RECEIPT, WRITTEN_BESIDE)
"""Marks that an answer takes away: whoever wrote it has looked."""


def reply(
    ticket: Ticket,
    *,
    by: Actor,
    at: datetime,
    text: str,
    markup: str = PLAIN,
    signature: str = "",
    investigation: bool = False,
    then_wait: bool = False,
    to: Sequence[str] | None = None,
    cc: Sequence[str] = (),
    files: Sequence[InboundFile] = (),
) -> Message:
    """Send `text` to the requester. `then_wait` asks a question and begins the wait (B12).

    `investigation` marks a completed first investigation, a meaningful update (D5). `to` is the
    requester's address unless it is given. `markup` says how `text` and `signature` are to be read;
    the signature stands in the mail alone. It goes to somebody: what nobody gets is no answer, and
    would keep a promise.
    """
    with acting(ticket, at) as locked:
        _may_be_answered(locked, by, then_wait, to)
        kind = Message.Kind.QUESTION if then_wait else Message.Kind.REPLY
        message = say(
            locked, kind=kind, by=by, at=at, text=text, markup=markup, signature=signature,
            to=to, cc=cc, files=files,
        )  # fmt: skip
        message.investigation = investigation
        message.save(update_fields=["investigation"])
        record(locked, Kind.REPLY, at=at, by=by, message=message.pk, investigation=investigation)
        if then_wait:
            begin_wait(locked, on="customer", by=by, at=at)
    return message


def say(
    ticket: Ticket,
    *,
    kind: str,
    by: Actor,
    at: datetime,
    text: str,
    markup: str = PLAIN,
    signature: str = "",
    to: Sequence[str] | None = None,
    cc: Sequence[str] = (),
    files: Sequence[InboundFile] = (),
) -> Message:
    """Put a public message on a locked ticket and its mail, files and all, into the outbox.

    What no person writes is marked as such, and held back where it would be impolite. Without an
    address it stands on the ticket alone: a case may end, and a call be written down.
    """
    if not text.strip():
        raise Refusal("empty", _("Write something: the requester will read it."), "text")
    worded = wording(text, markup, files)
    to, cc = checked(ticket, _requesters_own(ticket) if to is None else to, cc)
    subject, automatic = ticket.subject, ""
    if ticket.messages.exists():  # else we are the first to write
        subject = answer_subject(subject)
    if by.kind is not Author.AGENT:
        held_back(ticket, at)
        subject, automatic = subject_of(ticket), "generated"
    with transaction.atomic():
        message = _kept(ticket, kind, worded, to, cc, by=by, at=at, automatic=automatic)
        mail, html = worded.mail(signature)
        ticket.marks = [mark for mark in ticket.marks if mark not in SETTLED]
        post(
            ticket, key=f"message:{message.pk}", to=to, cc=cc, subject=subject,
            text=mail, html=html, at=at, message=message,
        )  # fmt: skip
    return message


def _may_be_answered(ticket: Ticket, by: Actor, then_wait: bool, to: Sequence[str] | None) -> None:
    must_not_be_merged(ticket)
    must_not_be_spam(ticket)
    if by.kind is Author.BOT:
        must_be_asked(ticket)
    if then_wait:
        must_be_open(ticket)
    must_be_written(ticket)
    if not (_requesters_own(ticket) if to is None else to):
        raise Refusal(
            "no_recipient",
            _(
                "There is nobody to write to. Give an address, or log a call: what was agreed"
                " in it counts as an answer."
            ),
            "to",
        )


def _kept(
    ticket: Ticket,
    kind: str,
    worded: Wording,
    to: Sequence[str],
    cc: Sequence[str],
    *,
    by: Actor,
    at: datetime,
    automatic: str,
) -> Message:
    """The message with its files."""
    message = Message.objects.create(
        desk_id=ticket.desk_id,
        ticket=ticket,
        kind=kind,
        user=by.user,
        at=at,
        channel="email",
        sender=str(by.user or ticket.desk),
        recipients=[
            *({"field": "to", "address": address} for address in to),
            *({"field": "cc", "address": address} for address in cc),
        ],
        automatic=automatic,
        remarks=worded.remarks,
        **worded.columns,
    )
    worded.hang(message, keep_all([(message, worded.files)]))
    return message


def _requesters_own(ticket: Ticket) -> list[str]:
    return [ticket.requester.address] if ticket.requester and ticket.requester.address else []
