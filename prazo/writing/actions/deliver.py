"""Do what was written: answer, perhaps wait or resolve; or note it."""

from datetime import datetime

from prazo.desk import actor
from prazo.desk.acting import acting
from prazo.desk.actions.note import note
from prazo.desk.actions.reopen import take_up
from prazo.desk.actions.reply import reply
from prazo.desk.actions.resolve import resolve
from prazo.desk.actor import Actor
from prazo.desk.inbound import InboundFile
from prazo.desk.models import Message, Ticket
from prazo.engine.events import Kind
from prazo.lib.refusal import Refusal
from prazo.writing.models import Draft
from prazo.writing.templates import count_uses
from prazo.writing.words import Words

ENDED_BY_WORDS = ("wait", "resolve")
SETTLED_BY = (Kind.WAITING, Kind.RESUMED, Kind.REOPENED)


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
    if kind == Draft.Kind.REPLY and words.then in ENDED_BY_WORDS:
        _hear_what_came_since(ticket, at)
    if by.user is not None:
        count_uses(by.user, ticket.desk_id, words.templates, at)


def _hear_what_came_since(ticket: Ticket, at: datetime) -> None:
    """The requester wrote between the pressing and the sending: it is as if the answer had been
    there first, so their words end the wait it began, or take up what it ended (R03). Nothing but
    that: what a colleague did since, having read them, stands."""
    later = ticket.messages.filter(kind=Message.Kind.REQUEST, automatic="", at__gt=at)
    heard = later.select_related("requester").order_by("at", "pk").last()
    since = heard.at if heard is not None else at
    done = ticket.events.filter(kind__in=SETTLED_BY, at__gt=since).order_by("at", "id").last()
    if heard is None and done is None:
        return
    with acting(ticket, since) as locked:
        if heard is not None:
            _go_on(locked, heard)
        if done is not None and done.kind == Kind.WAITING and locked.is_open:
            locked.status, locked.waiting_on = Ticket.Status.WAITING, done.data["on"]


def _go_on(ticket: Ticket, heard: Message) -> None:
    if ticket.is_open:
        ticket.status, ticket.waiting_on = Ticket.Status.OPEN, ""
    else:
        who = actor.requester(heard.requester) if heard.requester else actor.SYSTEM
        take_up(ticket, by=who, at=heard.at, reason="message")
