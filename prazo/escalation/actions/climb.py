"""Take the steps of the escalation matrix that are due: decide, record and write the notices.

One transaction for a batch: the escalation rows, the facts on the tickets, the outgoing notices
and the clocks' next steps exist together or not at all (TR3, D19). A batch that fails is taken
again ticket by ticket, so that one that cannot be taken holds up nobody else.
"""

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import Error, InterfaceError, OperationalError, connection, transaction
from django.db.models import QuerySet

from prazo.desk.bulks import asked_for
from prazo.desk.clocks import postpone
from prazo.desk.models import Clock, Ticket
from prazo.desk.shared_rows import read_shared
from prazo.escalation.actions.take import take_due
from prazo.escalation.models import Stumble
from prazo.lib.crash import crash
from prazo.writing.actions.send_held import awaited

log = logging.getLogger("prazo.escalation")

BATCH = 400
FORGET = "delete from escalation_stumble where ticket_id = any(%s)"
FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=1), timedelta(hours=1)


def climb(as_of: datetime, limit: int = BATCH) -> int:
    """Settle up to `limit` tickets whose clocks have something due, those due longest first.

    How many there were: 0 when nothing is due that nobody else is working on. Tickets are
    locked before their clocks, as every action does it, and those that somebody else is
    changing now are left for the next sweep.
    """
    if not Clock.objects.filter(next_step_at__lte=as_of).exists():
        return 0  # the whole question is planned anew for each instant: 4 ms of every sweep
    try:
        with transaction.atomic():
            tickets = _lock_due(as_of, limit)
            _take(tickets, as_of)
            crash("escalation.before_commit")
    except (OperationalError, InterfaceError):
        raise  # the database's trouble, not a ticket's
    except Exception:
        log.exception("a batch of due steps failed; taking its tickets one by one")
        return _one_by_one(as_of, limit)
    crash("escalation.after_commit")
    return len(tickets)


def _lock_due(as_of: datetime, limit: int) -> list[Ticket]:
    """A ticket with several clocks comes several times; it is kept where it is due longest."""
    due = _due(as_of).select_for_update(of=("self",), skip_locked=True)[:limit]
    found: dict[int, Ticket] = {}
    for ticket in due:
        found.setdefault(ticket.pk, ticket)
    tickets = list(found.values())
    read_shared(tickets)
    return tickets


def _due(as_of: datetime) -> QuerySet[Ticket]:
    """But for those that somebody has answered, or acted on, in the seconds in which he may take
    it back."""
    quiet = Ticket.objects.filter(~awaited(as_of), ~asked_for(as_of))
    return quiet.filter(clocks__next_step_at__lte=as_of).order_by("clocks__next_step_at")


def _take(due: Iterable[Ticket], as_of: datetime) -> None:
    tickets = list(due)
    if not tickets:
        return
    for ticket in tickets:
        ticket.changed_at = max(as_of, ticket.changed_at)
    take_due(tickets, as_of)
    with connection.cursor() as cursor:
        cursor.execute(FORGET, [[ticket.pk for ticket in tickets]])


def _one_by_one(as_of: datetime, limit: int) -> int:
    numbers = _due(as_of).values_list("pk", flat=True)[:limit]
    found = list(dict.fromkeys(numbers))
    for pk in found:
        try:
            with transaction.atomic():
                alone = Ticket.objects.to_act_on().filter(pk=pk)
                _take(alone.select_for_update(of=("self",), skip_locked=True), as_of)
        except (OperationalError, InterfaceError):
            raise
        except Exception as error:
            log.exception("the due steps of ticket %s failed", pk)
            _stumble(pk, as_of, error)
    return len(found)


def _stumble(pk: int, as_of: datetime, error: Exception) -> None:
    """Leave the ticket alone for a while, longer each time; the health page says so."""
    with transaction.atomic():
        ticket = Ticket.objects.select_for_update().get(pk=pk)
        before = Stumble.objects.filter(ticket=ticket).first()
        tries = before.tries + 1 if before else 1
        pause = min(FIRST_PAUSE * 2 ** min(tries - 1, 10), LONGEST_PAUSE)
        postpone(ticket, as_of, as_of + pause)
        stumble = before or Stumble(desk_id=ticket.desk_id, ticket=ticket, since=as_of)
        stumble.tries, stumble.next_try_at, stumble.error = tries, as_of + pause, _said(error)
        stumble.save()


def _said(error: Exception) -> str:
    """An error of the database repeats values of the row: its kind is enough here."""
    return type(error).__name__ if isinstance(error, Error) else f"{type(error).__name__}: {error}"
