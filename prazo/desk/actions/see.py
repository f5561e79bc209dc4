"""Say that one has seen to what a mark warned of: it goes, and the fact says who did and when."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from prazo.desk.acting import acting, must_not_be_merged
from prazo.desk.actions.move import OPEN_QUESTION
from prazo.desk.actor import Actor
from prazo.desk.calls import MARK as CALL_UNWRITTEN
from prazo.desk.events import record
from prazo.desk.models import Ticket
from prazo.desk.side_marks import MARK as SIDE_ANSWER
from prazo.engine.events import Kind
from prazo.lib.refusal import Refusal

ASK = (*OPEN_QUESTION, SIDE_ANSWER, CALL_UNWRITTEN)
"""Marks that ask something: they stay until it is answered, by an act of their own."""


def see(ticket: Ticket, *, mark: str, by: Actor, at: datetime) -> Ticket:
    """Where somebody else has seen to it already, nothing happens. What follows from a sender
    whom nobody proved follows still: see `prazo.desk.by_itself`."""
    with acting(ticket, at) as locked:
        must_not_be_merged(locked)
        if mark in ASK:
            raise Refusal("asks", _("This mark asks something: it stays until that is answered."))
        if mark in locked.marks:
            locked.marks = [one for one in locked.marks if one != mark]
            record(locked, Kind.SEEN, at=at, by=by, mark=mark)
    return locked
