"""The mark of a ticket that an answer came in one of its side threads."""

from prazo.desk.models import Ticket

MARK = "side_answer"
"""Somebody of the desk should look: only a person can say that this was the answer."""


def answers_seen(ticket: Ticket) -> None:
    """On a locked ticket: the mark goes with the last answer that nobody has dealt with."""
    if not ticket.side_threads.exclude(answered_at=None).exists():
        ticket.marks = [mark for mark in ticket.marks if mark != MARK]
