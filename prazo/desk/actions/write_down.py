"""Write down what was agreed in a call: it goes to the customer in writing (A6)."""

from datetime import datetime

from django.utils import translation
from django.utils.translation import gettext

from prazo.desk.acting import acting, must_not_be_merged, must_not_be_spam
from prazo.desk.actions.reply import say
from prazo.desk.actor import Actor
from prazo.desk.calls import MARK
from prazo.desk.events import record
from prazo.desk.models import Message, Note, Ticket
from prazo.engine.events import Kind


def write_down(ticket: Ticket, *, agreed: str, by: Actor, at: datetime) -> Ticket:
    """`agreed` is sent as an answer of the agent's; "" says that nothing was agreed, which is
    noted inside the desk. Either lets the ticket go on."""
    with acting(ticket, at) as locked:
        must_not_be_merged(locked)
        must_not_be_spam(locked)
        if agreed.strip():
            message = say(locked, kind=Message.Kind.REPLY, by=by, at=at, text=agreed)
            record(locked, Kind.REPLY, at=at, by=by, message=message.pk, investigation=False)
        else:
            with translation.override(locked.desk.language):
                text = gettext("In the call nothing was agreed.")
            written = Note.objects.create(
                desk_id=locked.desk_id, ticket=locked, user=by.user, at=at, text=text
            )
            record(locked, Kind.NOTE, at=at, by=by, note=written.pk)
        locked.marks = [mark for mark in locked.marks if mark != MARK]
    return locked
