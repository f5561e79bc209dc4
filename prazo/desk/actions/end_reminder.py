"""A reminder is done, or is not wanted any more: it goes, and the fact says which."""

from datetime import datetime

from prazo.desk.acting import acting
from prazo.desk.actions.remind import told
from prazo.desk.actor import Actor
from prazo.desk.events import record
from prazo.desk.models import Ticket
from prazo.engine.events import Kind


def end_reminder(
    ticket: Ticket, *, reminder: int, by: Actor, at: datetime, done: bool = True
) -> bool:
    """Whether it was there; where somebody else was faster, nothing happens."""
    with acting(ticket, at) as locked:
        found = locked.reminders.select_related("user", "team").filter(pk=reminder).first()
        if found is None:
            return False
        said = told(found)
        found.delete()
        record(locked, Kind.REMINDER, at=at, by=by, did="done" if done else "deleted", **said)
    return True
