"""A call written down: what the customer said becomes a message of his, by who took it (A6)."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from prazo.desk import actor
from prazo.desk.acting import acting, must_not_be_merged, must_not_be_spam
from prazo.desk.actions.hear import hear
from prazo.desk.actor import Actor
from prazo.desk.calls import CHANNEL, MARK, notes_required
from prazo.desk.events import record
from prazo.desk.masking import masked
from prazo.desk.models import Message, Ticket
from prazo.engine.events import Author, Kind
from prazo.lib.refusal import Refusal

OUTGOING = "call_outgoing"
"""Among the remarks of its message: we called."""


def log_call(
    ticket: Ticket,
    *,
    by: Actor,
    at: datetime,
    said: str,
    outgoing: bool = False,
    written: bool = False,
) -> Message:
    """It counts as the requester's message: a wait for him ends, an ended case is taken up.

    `outgoing` where we called. Unless what was agreed is `written` in the same breath, a ticket
    whose agreement asks for it does not go on before it is (`prazo.desk.calls`).
    """
    with acting(ticket, at) as locked:
        if not said.strip():
            raise Refusal("empty", _("Write down what the customer said."), "said")
        must_not_be_merged(locked)
        must_not_be_spam(locked)
        text, remarks = masked(said)
        message = Message.objects.create(
            desk_id=locked.desk_id,
            ticket=locked,
            kind=Message.Kind.REQUEST,
            requester=locked.requester,
            user=by.user,
            at=at,
            channel=CHANNEL,
            text=text,
            sender=str(locked.requester or ""),
            remarks=[*([OUTGOING] if outgoing else []), *remarks],
        )
        speaker = actor.requester(locked.requester) if locked.requester else Actor(Author.REQUESTER)
        said_so = {"noted_by": str(by.user), **({"outgoing": True} if outgoing else {})}
        record(locked, Kind.MESSAGE, at=at, by=speaker, message=message.pk, **said_so)
        hear(locked, by=speaker, at=at)
        if not written and MARK not in locked.marks and notes_required(locked):
            locked.marks = [*locked.marks, MARK]
    return message
