"""Where a ticket stands once something was done that counts from before: what was held a while."""

from datetime import datetime

from prazo.desk import actor
from prazo.desk.acting import acting
from prazo.desk.actions.reopen import take_up
from prazo.desk.events import record
from prazo.desk.models import Event, Ticket
from prazo.engine.events import Kind

MOVED_BY = (Kind.MESSAGE, Kind.WAITING, Kind.RESUMED, Kind.RESOLVED, Kind.CLOSED, Kind.REOPENED)


def stand_as_moved_since(ticket: Ticket, at: datetime) -> None:
    """After a wait or an end that counts at `at`: what the requester said since, and what
    colleagues did, comes after it, as if it had been there first. Their words end a wait for them
    and take up what had ended (R03); what a colleague did stands. So the ticket waits on whom its
    clocks say it does."""
    moved = ticket.events.filter(kind__in=MOVED_BY, at__gt=at).select_related("requester")
    since = list(moved.order_by("at", "id"))
    if not since:
        return
    with acting(ticket, at) as locked:
        for event in since:
            _move(locked, event)
        heard = next(filter(_is_heard, since), None)
        if heard is not None and not locked.is_open:
            who = actor.requester(heard.requester) if heard.requester else actor.SYSTEM
            take_up(locked, by=who, at=heard.at, reason="message")
        if locked.is_open:
            waits = Ticket.Status.WAITING if locked.waiting_on else Ticket.Status.OPEN
            locked.status = waits
        elif locked.waiting_on:  # begun when it had ended: it ends as it begins
            record(locked, Kind.RESUMED, at=since[-1].at, by=actor.SYSTEM, reason="")
            locked.waiting_on = ""


def _move(ticket: Ticket, event: Event) -> None:
    match event.kind:
        case Kind.WAITING:
            ticket.waiting_on = event.data["on"]
        case Kind.RESUMED | Kind.RESOLVED | Kind.CLOSED:
            ticket.waiting_on = ""
        case Kind.MESSAGE if _is_heard(event) and ticket.waiting_on == "customer":
            ticket.waiting_on = ""
        case Kind.REOPENED if not ticket.is_open:
            ticket.status, ticket.resolved_at, ticket.closed_at = Ticket.Status.OPEN, None, None


def _is_heard(event: Event) -> bool:
    return event.kind == Kind.MESSAGE and not event.data.get("automatic")
