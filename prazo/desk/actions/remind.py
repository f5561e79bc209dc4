"""Set a reminder on a ticket, or change one: for a person, for a team, or for everybody."""

from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from prazo.accounts.models import Member, Team, User
from prazo.accounts.models.member import WORKING
from prazo.desk.acting import acting, must_not_be_merged
from prazo.desk.actor import Actor
from prazo.desk.events import record
from prazo.desk.masking import masked
from prazo.desk.models import Reminder, Ticket
from prazo.desk.private_teams import sees
from prazo.engine.events import Kind
from prazo.lib.refusal import Refusal

MOST = 20
"""On one ticket."""
FURTHEST = timedelta(days=5 * 366)
LONGEST = 300
GONE = "gone"


def remind(
    ticket: Ticket,
    *,
    by: Actor,
    at: datetime,
    when: datetime,
    note: str = "",
    user: User | None = None,
    team: Team | None = None,
    hides: bool = False,
    waits: bool = False,
    instead: int | None = None,
) -> Reminder:
    """`instead`: of the reminder of that id, which is due no more then. `hides`: until then the
    ticket stays out of the own queues of who sets it (`prazo.desk.snooze`); of nobody else's.
    `waits`: it ends with the wait that runs."""
    with acting(ticket, at) as locked:
        must_not_be_merged(locked)
        _must_be_ahead(when, at)
        _must_be_for_it(locked, user, team)
        said = masked(note.strip())[0][:LONGEST]
        known = _known(locked, instead)
        row = known or Reminder(desk_id=locked.desk_id, ticket=locked)
        row.user, row.team, row.at, row.note = user, team, when, said
        row.by, row.told_at, row.waits = by.user, None, waits
        row.hides = hides and user is not None and user == by.user
        row.save()
        record(
            locked,
            Kind.REMINDER,
            at=at,
            by=by,
            did="set" if known is None else "changed",
            **told(row),
            **({"hides": True} if row.hides else {}),
        )
    return row


def told(reminder: Reminder) -> dict[str, object]:
    """What facts say of one."""
    return {
        "reminder": reminder.pk,
        "when": reminder.at.isoformat(),
        "to": str(reminder.user or ""),
        "to_id": reminder.user_id,
        "team": str(reminder.team or ""),
        "note": reminder.note,
    }


def _known(ticket: Ticket, pk: int | None) -> Reminder | None:
    if pk is None:
        if ticket.reminders.count() >= MOST:
            raise Refusal(
                "too_many", _("At most %(n)s reminders on one ticket."), params={"n": MOST}
            )
        return None
    found = ticket.reminders.filter(pk=pk).first()
    if found is None:
        raise gone()
    return found


def gone() -> Refusal:
    return Refusal(GONE, _("This reminder is done or deleted already."), conflict=True)


def _must_be_ahead(when: datetime, at: datetime) -> None:
    if when <= at:
        raise Refusal("past", _("Choose a moment that is still to come."), "day")
    if when - at > FURTHEST:
        raise Refusal("far", _("Choose a moment within five years."), "day")


def _must_be_for_it(ticket: Ticket, user: User | None, team: Team | None) -> None:
    if user is not None:
        works = Member.objects.filter(desk=ticket.desk_id, user=user, role__in=WORKING)
        if not works.exists():
            raise Refusal(
                "not_a_member", _("%(name)s does not work at this desk."), "to", {"name": user}
            )
        if not sees(user.pk, ticket):
            raise Refusal("not_seen", _("%(name)s does not see this ticket."), "to", {"name": user})
    if team is not None and team.desk_id != ticket.desk_id:
        raise Refusal("other_desk", _("That team belongs to another desk."), "to")
