"""What was agreed in a call is written down before the ticket goes on (A6)."""

from django.utils.translation import gettext_lazy as _

from prazo.desk.models import Ticket
from prazo.desk.terms import terms_of
from prazo.lib.refusal import Refusal

MARK = "call_unwritten"
"""A call was logged, and nobody has said yet what was agreed in it, or that nothing was."""

CHANNEL = "phone"


def notes_required(ticket: Ticket) -> bool:
    """Whether the ticket's agreement asks for it."""
    return terms_of(ticket.version).document.call_notes == "required"


def must_be_written(ticket: Ticket) -> None:
    """Held are the acts by which a ticket goes on: an answer, a wait, a solution, its end."""
    if MARK in ticket.marks and notes_required(ticket):
        raise Refusal(
            "call_unwritten",
            _(
                "A call is not written down yet, and the agreement asks for it. Choose “Write down"
                " what was agreed” beside the conversation, or say there that nothing was; then"
                " this can be done."
            ),
        )
