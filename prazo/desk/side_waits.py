"""What a side thread decides of a ticket's waiting, and of the carrier's clock (B9)."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from prazo.desk.acting import must_be_open
from prazo.desk.actions.wait import begin_wait
from prazo.desk.actor import Actor
from prazo.desk.calls import must_be_written
from prazo.desk.events import record
from prazo.desk.models import Event, SideThread, Ticket
from prazo.engine.events import Kind
from prazo.lib.refusal import Refusal

Party = SideThread.Party
CASES = (Kind.CARRIER_TICKET, Kind.CARRIER_ANSWER)


def wait_on_them(ticket: Ticket, thread: SideThread, *, by: Actor, at: datetime) -> None:
    """On a locked ticket. A carrier's own clock starts: it is told now, whatever number it gives
    the case (N9)."""
    must_be_open(ticket)
    must_be_written(ticket)
    if thread.party == Party.COLLEAGUE:
        raise Refusal(
            "unknown_party",
            _("A colleague is one of us: the ticket goes on meanwhile. Send it without waiting."),
        )
    if not _waits_on(ticket, thread, at):
        begin_wait(ticket, on=thread.party, by=by, at=at, thread=thread.pk)
    if thread.party == Party.CARRIER:
        name_their_case(ticket, thread, by=by, at=at)


def name_their_case(ticket: Ticket, thread: SideThread, *, by: Actor, at: datetime) -> None:
    """The carrier knows of it now: its own clock starts, unless one runs already (N9)."""
    if not carrier_is_asked(ticket):
        record(
            ticket,
            Kind.CARRIER_TICKET,
            at=at,
            by=by,
            number=thread.reference,
            thread=thread.pk,
        )


def end_wait(
    ticket: Ticket, thread: SideThread, *, answered_at: datetime, by: Actor, unasked: bool = False
) -> None:
    """When their answer came, not when somebody looked: what lies between was our time. `unasked`:
    nobody said that it is the answer, so it is none to what was asked in another thread."""
    wait, case = _last(ticket, Kind.WAITING), _last(ticket, *CASES)
    waits = ticket.status == Ticket.Status.WAITING and ticket.waiting_on == thread.party
    carrier = thread.party == Party.CARRIER and _is_asked(case)
    if unasked:
        waits = waits and _asked_in(wait) in (None, thread.pk)
        carrier = carrier and _asked_in(case) in (None, thread.pk)
    if carrier and case is not None:
        instant = max(answered_at, case.at)
        record(ticket, Kind.CARRIER_ANSWER, at=instant, by=by, text=thread.reference)
    if waits and wait is not None:
        record(ticket, Kind.RESUMED, at=max(answered_at, wait.at), by=by, reason="")
        ticket.status, ticket.waiting_on = Ticket.Status.OPEN, ""


def carrier_is_asked(ticket: Ticket) -> bool:
    """Whether a carrier was told last and has not answered."""
    return _is_asked(_last(ticket, *CASES))


def _waits_on(ticket: Ticket, thread: SideThread, at: datetime) -> bool:
    """Whether it did at that instant, and does."""
    wait = _last(ticket, Kind.WAITING)
    known = wait is not None and wait.at <= at and _asked_in(wait) == thread.pk
    return known and ticket.waiting_on == thread.party


def _is_asked(case: Event | None) -> bool:
    return case is not None and case.kind == Kind.CARRIER_TICKET


def _asked_in(fact: Event | None) -> int | None:
    """The thread; None where it says of none: a wait that was begun by hand, or before threads
    were named, is on any of that party."""
    return None if fact is None else fact.data.get("thread")


def _last(ticket: Ticket, *kinds: Kind) -> Event | None:
    return ticket.events.filter(kind__in=kinds).order_by("at", "id").last()
