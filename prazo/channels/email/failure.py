"""A mail of ours that did not arrive: shown on each ticket it is about, told once for each of its
readers (L02)."""

import re
from collections.abc import Sequence
from datetime import datetime

from django.utils import translation
from django.utils.translation import gettext as _

from prazo.channels.email.joining import tickets_of
from prazo.desk import actor
from prazo.desk.acting import acting, standing
from prazo.desk.events import record
from prazo.desk.masking import masked
from prazo.desk.models import Note, Outgoing, Ticket
from prazo.desk.post import one_line
from prazo.engine.events import Kind

MARK = "delivery_failed"
LONGEST = 1000
BETWEEN = re.compile(r"[\s,;:<>]+")


def fail(outgoing: Outgoing, reason: str, *, at: datetime, whom: Sequence[str] = ()) -> bool:
    """Write it down as failed, for good; whether that was news. In the caller's transaction.

    `whom` are those of its readers it did not reach, where not all of them are meant; `reason`
    names them. Their servers report each by itself.
    """
    reason = masked(one_line(reason))[0][:LONGEST]
    everybody = [*outgoing.to, *outgoing.cc]
    missed = [one for one in everybody if one.lower() in {each.lower() for each in whom}]
    if outgoing.failed_at is not None:
        told = set(BETWEEN.split(outgoing.error.lower()))
        missed = [one for one in missed if one.lower() not in told]
        if not missed:
            return False
        outgoing.error = f"{outgoing.error[: LONGEST - len(reason) - 2]}; {reason}"[:LONGEST]
    else:
        outgoing.error = reason
    outgoing.failed_at, outgoing.try_at = outgoing.failed_at or at, None
    outgoing.save(update_fields=["failed_at", "try_at", "error"])
    for about in tickets_of(outgoing):
        _tell(missed or everybody, about, reason, at)
    return True


def _tell(missed: Sequence[str], about: Ticket, reason: str, at: datetime) -> None:
    with acting(standing(about), at) as ticket:
        with translation.override(ticket.desk.language):
            text = _("A mail to %(addresses)s was not delivered: %(reason)s") % {
                "addresses": ", ".join(missed),
                "reason": reason,
            }
        note = Note.objects.create(desk_id=ticket.desk_id, ticket=ticket, at=at, text=text)
        record(ticket, Kind.NOTE, at=at, by=actor.SYSTEM, note=note.pk)
        if MARK not in ticket.marks:
            ticket.marks = [*ticket.marks, MARK]
