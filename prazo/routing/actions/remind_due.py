"""Tell of reminders that are due: whom they are for, or who stands in, or everybody at the desk;
of those, who sees the ticket.

The decision, the line on the ticket and, by that line, the notice are one transaction. Tickets are
locked before their reminders, as every act does it, and what somebody else is at now is left for
the next pass; so of several workers one tells, once.
"""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import InterfaceError, OperationalError, transaction
from django.db.models import Exists, OuterRef, Q

from prazo.accounts.models import Member
from prazo.accounts.models.member import WORKING
from prazo.desk.acting import acting
from prazo.desk.actions.remind import told
from prazo.desk.actor import SYSTEM
from prazo.desk.events import record
from prazo.desk.models import Reminder, Ticket
from prazo.desk.sight import InSight
from prazo.desk.snooze import LEAD
from prazo.engine.events import Kind
from prazo.lib.crash import crash
from prazo.routing.people import in_place_of

log = logging.getLogger("prazo.routing")

PORTION = 100
"""Tickets."""
AGAIN = timedelta(hours=1)
"""After which what could not be told is tried again."""


def remind_due(as_of: datetime, limit: int = PORTION) -> int:
    """Of how many tickets something was told."""
    return sum(_one(ticket, as_of) for ticket in _wanted(as_of, limit))


def _one(ticket: int, as_of: datetime) -> bool:
    try:
        with transaction.atomic():
            free = Ticket.objects.filter(pk=ticket).select_for_update(skip_locked=True).first()
            told_something = free is not None and _tell(free, as_of)
            crash("reminders.before_commit")
    except (OperationalError, InterfaceError):
        raise  # the database's trouble, not a ticket's
    except Exception:
        log.exception("reminders of ticket %s could not be told", ticket)
        late = Reminder.objects.filter(ticket=ticket, told_at=None, at__lte=as_of)
        late.update(at=as_of + AGAIN)
        return False
    return told_something


def _wanted(as_of: datetime, limit: int) -> list[int]:
    """Tickets, each read by the index made for why it is wanted."""
    every = Reminder.objects.order_by().values_list("ticket", flat=True)
    found = every.filter(_coming(as_of)).union(
        every.filter(_left()), every.filter(_promised(as_of))
    )
    return sorted(found[:limit])


def _coming(as_of: datetime) -> Q:
    return Q(told_at=None, at__lte=as_of)


def _left() -> Q:
    """What was told to somebody who works here no more, or sees the ticket no more."""
    there = Ticket.objects.filter(
        InSight(),
        pk=OuterRef("ticket_id"),
        desk__members__user=OuterRef("user_id"),
        desk__members__role__in=WORKING,
        desk__members__user__is_active=True,
    )
    return Q(user__isnull=False, told_at__isnull=False) & ~Q(Exists(there))


def _promised(as_of: datetime) -> Q:
    """What hides a ticket over a promise."""
    return Q(hides=True, ticket__next_due_at__lte=as_of + LEAD)


def _tell(ticket: Ticket, as_of: datetime) -> bool:
    """Whether there was anything left to be told, now that the ticket is ours."""
    wanted = _coming(as_of) | _left() | _promised(as_of)
    if not ticket.reminders.filter(wanted).exists():
        return False
    with acting(ticket, as_of) as locked:
        for reminder in locked.reminders.select_related("user", "team").filter(wanted):
            if reminder.told_at is None and reminder.at > as_of:
                _bring_back(locked, reminder, as_of)
            elif reminder.waits and locked.status != Ticket.Status.WAITING:
                reminder.delete()  # what it was for is over
            else:
                _tell_of(locked, reminder, as_of)
    return True


def _bring_back(ticket: Ticket, reminder: Reminder, as_of: datetime) -> None:
    """The reminder stays; the ticket is seen again until then."""
    reminder.hides = False
    reminder.save(update_fields=["hides"])
    record(
        ticket,
        Kind.REMINDER,
        at=as_of,
        by=SYSTEM,
        did="back",
        **told(reminder),
        metric=ticket.next_metric,
        tells=[reminder.user_id],
    )


def _tell_of(ticket: Ticket, reminder: Reminder, as_of: datetime) -> None:
    was, whose = reminder.user, reminder.user_id
    if whose is not None:
        whose = _now_for(ticket, whose, as_of)
    if reminder.team is not None and not _people(ticket, Q(teams=reminder.team)):
        reminder.team = None
    reminder.user_id, reminder.told_at, reminder.hides = whose, as_of, False
    reminder.save(update_fields=["user", "team", "told_at", "hides"])
    moved = {"of": str(was)} if was is not None and was.pk != whose else {}
    record(
        ticket,
        Kind.REMINDER,
        at=as_of,
        by=SYSTEM,
        did="due",
        **told(reminder),
        **moved,
        tells=_hearers(ticket, reminder),
    )


def _now_for(ticket: Ticket, user: int, as_of: datetime) -> int | None:
    """Himself, or who stands in; nobody whom the ticket is hidden from."""
    if not _people(ticket, Q(user=user)):
        return None
    there = in_place_of(ticket.desk_id, user, as_of)
    return there if there in (user, *_people(ticket, Q(user=there))) else None


def _hearers(ticket: Ticket, reminder: Reminder) -> Sequence[int]:
    """Of one that is everybody's at least who has the ticket and who set it, if they are here."""
    if reminder.user_id is not None:
        return [reminder.user_id]
    if reminder.team_id is not None:
        return _people(ticket, Q(teams=reminder.team_id))
    concerned = [one for one in (ticket.assignee_id, reminder.by_id) if one is not None]
    return _people(ticket, Q(user__in=concerned))


def _people(ticket: Ticket, which: Q) -> list[int]:
    """Of those who work at its desk and see it."""
    seen = Ticket.objects.filter(InSight(), pk=ticket.pk, desk__members=OuterRef("pk"))
    found = Member.objects.filter(
        which, Exists(seen), desk=ticket.desk_id, role__in=WORKING, user__is_active=True
    )
    return sorted(found.values_list("user", flat=True))
