"""Bring a case to its end, with a summary the customer reads, and the question how it was (D11)."""

from collections.abc import Sequence
from datetime import datetime

from django.utils import translation
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

from prazo.desk.acting import acting, must_be_open
from prazo.desk.actions.reply import say
from prazo.desk.actor import Actor
from prazo.desk.calls import must_be_written
from prazo.desk.events import record
from prazo.desk.inbound import InboundFile
from prazo.desk.masking import masked
from prazo.desk.models import Message, Ticket
from prazo.desk.terms import terms_of
from prazo.desk.wording import PLAIN
from prazo.engine.events import Kind
from prazo.lib.refusal import Refusal

HOW_IT_WAS = gettext_noop(
    "How was it? Answer this message and tell us. If it is not solved, say so, too: then we take"
    " the case up again."
)


def resolve(
    ticket: Ticket,
    *,
    by: Actor,
    at: datetime,
    summary: str,
    markup: str = PLAIN,
    signature: str = "",
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
            text=_asking_how_it_was(locked, summary),
            markup=markup,
            signature=signature,
            to=to,
            cc=cc,
            files=files,
        )
        record(locked, Kind.RESOLVED, at=at, by=by, message=message.pk)
        locked.status, locked.waiting_on = Ticket.Status.RESOLVED, ""
        locked.resolved_at, locked.summary = at, masked(summary)[0]
    return locked


def _asking_how_it_was(ticket: Ticket, summary: str) -> str:
    """Once a case, where the agreement says so. It is asked by mail, and answered by mail."""
    asked = ticket.messages.filter(kind=Message.Kind.SUMMARY)
    if not terms_of(ticket.version).document.closing.feedback or asked.exists():
        return summary
    with translation.override((ticket.language or ticket.desk.language).lower()):
        return f"{summary.rstrip()}\n\n{gettext(HOW_IT_WAS)}"
