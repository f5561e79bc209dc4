"""What settling, and a step of the escalation, change on many tickets, in one statement."""

from collections.abc import Sequence

from prazo.desk.models import Ticket
from prazo.lib import rows

SETTLED = (
    "next_due_at", "next_metric", "breached", "escalated", "changed_at", "unanswered_since",
)  # fmt: skip
ACTED = (*SETTLED, "status", "waiting_on", "level", "team_id", "assignee_id", "marks", "closed_at")


def update_settled(tickets: Sequence[Ticket]) -> None:
    """The tickets are locked; whatever else was changed on them is saved by whoever changed it."""
    rows.update(Ticket, tickets, SETTLED)


def update_acted(tickets: Sequence[Ticket]) -> None:
    rows.update(Ticket, tickets, ACTED)
