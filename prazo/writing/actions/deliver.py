"""Do what was written: answer, perhaps wait or resolve; note it; or write to somebody outside."""

from collections.abc import Callable
from datetime import datetime

from prazo.desk.actions.note import note
from prazo.desk.actions.open_side_thread import open_side_thread
from prazo.desk.actions.reply import reply
from prazo.desk.actions.resolve import resolve
from prazo.desk.actions.resolve_children import resolve_with_children, unsigned
from prazo.desk.actions.write_beside import write_beside
from prazo.desk.actor import Actor
from prazo.desk.inbound import InboundFile
from prazo.desk.models import SideThread, Ticket
from prazo.lib.refusal import Refusal
from prazo.writing import kinds
from prazo.writing.actions.stand import stand_as_moved_since
from prazo.writing.signatures import signature_of
from prazo.writing.templates import count_uses
from prazo.writing.words import Words

ENDED_BY_WORDS = ("wait", "resolve")
OF_OTHERS: dict[str, Callable[[Ticket, Words, Actor, datetime], object]] = {}
"""By kind, what a room above this one does when its time has come."""


def deliver(
    ticket: Ticket,
    kind: str,
    words: Words,
    files: list[InboundFile],
    *,
    by: Actor,
    at: datetime,
    tried: bool = False,
) -> None:
    """It counts at `at`, the instant somebody pressed, whenever it is done. `tried` says that it
    will be taken back: no signature is looked for then."""
    signed = unsigned if tried else signature_of
    if kinds.is_beside(kind):
        _write_beside(ticket, kind, words, files, by, at)
    elif kind in OF_OTHERS:
        OF_OTHERS[kind](ticket, words, by, at)
    elif kind == kinds.NOTE:
        note(ticket, by=by, at=at, text=words.text, markup=words.markup, files=files)
    elif words.then == "resolve":
        _resolve(ticket, words, files, signed, by, at)
    else:
        reply(
            ticket,
            by=by,
            at=at,
            text=words.text,
            markup=words.markup,
            signature=signed(by, ticket),
            investigation=words.investigation,
            then_wait=words.then == "wait",
            to=words.to,
            cc=words.cc,
            files=files,
        )
    if words.then in ENDED_BY_WORDS:
        for one in (ticket, *Ticket.objects.filter(pk__in=words.children).order_by("pk")):
            stand_as_moved_since(one, at)
    if by.user is not None:
        count_uses(by.user, ticket.desk_id, words.templates, at)


def _write_beside(
    ticket: Ticket, kind: str, words: Words, files: list[InboundFile], by: Actor, at: datetime
) -> None:
    to, cc, wait = ", ".join(words.to or ()), ", ".join(words.cc), words.then == "wait"
    thread = kinds.thread_of(kind)
    if thread is None:
        open_side_thread(
            ticket, party=words.party, to=to, cc=cc, subject=words.subject, text=words.text,
            reference=words.reference, files=files, wait=wait, by=by, at=at,
        )  # fmt: skip
        return
    write_beside(
        ticket, thread=SideThread(pk=thread), to=to, cc=cc, text=words.text,
        reference=words.reference, files=files, wait=wait, by=by, at=at,
    )  # fmt: skip


def _resolve(
    ticket: Ticket,
    words: Words,
    files: list[InboundFile],
    signed: Callable[[Actor, Ticket], str],
    by: Actor,
    at: datetime,
) -> None:
    try:
        if words.children:
            children = list(Ticket.objects.filter(pk__in=words.children).order_by("pk"))
            resolve_with_children(
                ticket,
                chosen=children,
                by=by,
                at=at,
                summary=words.text,
                markup=words.markup,
                signed=signed,
            )
            return
        resolve(
            ticket,
            by=by,
            at=at,
            summary=words.text,
            markup=words.markup,
            signature=signed(by, ticket),
            to=words.to,
            cc=words.cc,
            files=files,
        )
    except Refusal as refusal:
        refusal.field = "text" if refusal.field == "summary" else refusal.field
        raise
