"""The reminders of a ticket, beside its conversation: when, for whom, what for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from prazo.desk.models import Ticket
from prazo.desk.snooze import back_at
from prazo.web.shown.due import instant, machine, moment
from prazo.web.shown.reader import reader
from prazo.web.shown.record import Remembered
from prazo.web.stencil import Stencil

NONE = Stencil("ticket/no_reminders.html", "number")


@dataclass(frozen=True, slots=True)
class Line:
    """`back`: when a ticket that the reader snoozed is in his queue again, at the latest."""

    pk: int
    due: bool
    at: str
    full: str
    machine: str
    whom: str
    note: str
    back: str
    waits: bool


def drawn(
    found: Sequence[Remembered],
    ticket: Ticket,
    reader_id: int,
    token: str,
    now: datetime,
    acts: bool,
) -> SafeString:
    """Those of a wait that is over are gone."""
    waits = ticket.status == Ticket.Status.WAITING
    lines = [_line(one, ticket, reader_id, now) for one in found if waits or not one.waits]
    keyed = ticket.status == Ticket.Status.SPAM  # else the key is that of the act
    if not lines:
        none = NONE.filled({"number": ticket.number}, keyed=keyed) if acts else ""
        return mark_safe(none)  # noqa: S308
    context = {"lines": lines, "number": ticket.number, "csrf_token": token, "acts": acts}
    context["keyed"] = keyed
    return render_to_string("ticket/reminders.html", context)


def _line(one: Remembered, ticket: Ticket, reader_id: int, now: datetime) -> Line:
    to = reader()
    mine = one.user_id == reader_id
    back = back_at(one.at, ticket.next_due_at)
    hidden = one.hides and mine and not one.due and back > now
    return Line(
        pk=one.pk,
        due=one.due,
        at=moment(one.at, now, to),
        full=instant(one.at, to),
        machine=machine(one.at),
        whom=_("for me") if mine else _("for %(name)s") % {"name": one.whom or _("everybody")},
        note=one.note,
        back=moment(back, now, to) if hidden else "",
        waits=one.waits,
    )
