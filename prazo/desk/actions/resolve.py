"""Bring a case to its end, with a summary the customer reads (D11)."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from prazo.desk.acting import acting, must_be_open
from prazo.desk.actions.reply import say
from prazo.desk.actor import Actor
from prazo.desk.calls import must_be_written
from prazo.desk.events import record
from prazo.desk.inbound import InboundFile
from prazo.desk.models import Message, Ticket
from prazo.engine.events import Kind
from prazo.lib.refusal import Refusal


def resolve(
    ticket: Ticket,
    *,
    by: Actor,
    at: datetime,
    summary: str,
    to: Sequence[str] | None = None,
    cc: Sequence[str] = (),
    files: Sequence[InboundFile] = (),
) -> Ticket:
    """`summary` goes to the requester; of many who resolve at once, one does (R01)."""
    with acting(ticket, at) as locked:
        must_be_open(locked)
        must_be_written(locked)
        if not summary.strip():
            raise Refusal("empty", _("Say what was done: the requester will read it."), "summary")
        message = say(
            locked,
            kind=Message.Kind.SUMMARY,
            by=by,
            at=at,
            text=summary,
            to=to,
            cc=cc,
            files=files,
        )
        record(locked, Kind.RESOLVED, at=at, by=by, message=message.pk)
        locked.status, locked.waiting_on = Ticket.Status.RESOLVED, ""
        locked.resolved_at, locked.summary = at, message.text
    return locked
