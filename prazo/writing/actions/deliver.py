"""Do what was written: answer, perhaps wait or resolve; or note it."""

from datetime import datetime

from prazo.desk import actor
from prazo.desk.acting import acting
from prazo.desk.actions.hear import hear
from prazo.desk.actions.note import note
from prazo.desk.actions.reply import reply
from prazo.desk.actions.resolve import resolve
from prazo.desk.actor import Actor
from prazo.desk.inbound import InboundFile
from prazo.desk.models import Message, Ticket
from prazo.lib.refusal import Refusal
from prazo.writing.models import Draft
from prazo.writing.templates import count_uses
from prazo.writing.words import Words


def deliver(
    ticket: Ticket,
    kind: str,
    words: Words,
    files: list[InboundFile],
    *,
    by: Actor,
    at: datetime,
) -> None:
    """It counts at `at`, the instant somebody pressed, whenever it is done."""
    if kind == Draft.Kind.NOTE:
        note(ticket, by=by, at=at, text=words.text, files=files)
    elif words.then == "resolve":
        try:
            resolve(ticket, by=by, at=at, summary=words.text, to=words.to, cc=words.cc, files=files)
        except Refusal as refusal:
            refusal.field = "text" if refusal.field == "summary" else refusal.field
            raise
    else:
        reply(
            ticket,
            by=by,
            at=at,
            text=words.text,
            investigation=words.investigation,
            then_wait=words.then == "wait",
            to=words.to,
            cc=words.cc,
            files=files,
        )
    _hear_what_came_since(ticket, at)
    count_uses(words.templates, at)


def _hear_what_came_since(ticket: Ticket, at: datetime) -> None:
    """The requester wrote between the pressing and the sending: it is as if the answer had been
    there first, so their words end the wait it began, or take up what it ended (R03)."""
    later = ticket.messages.filter(kind=Message.Kind.REQUEST, automatic="", at__gt=at)
    heard = later.select_related("requester").order_by("at", "pk").last()
    if heard is None:
        return
    who = actor.requester(heard.requester) if heard.requester else actor.SYSTEM
    with acting(ticket, heard.at) as locked:
        hear(locked, by=who, at=heard.at)
