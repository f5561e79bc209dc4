"""What somebody was writing on a ticket that was merged goes where the case is now.

Found by its state, so it does not matter who merged it, nor that a page that was open then kept
some words more.
"""

from datetime import datetime

from django.db import transaction

from prazo.desk.acting import announce
from prazo.writing import presence
from prazo.writing.actions.undo import join_case
from prazo.writing.models import Draft

PORTION = 50


def carry_drafts(as_of: datetime) -> bool:
    """One portion; whether there may be more. What was sent and may be undone goes its own way."""
    with transaction.atomic():
        left = Draft.objects.filter(pressed_at=None, ticket__merged_into__isnull=False)
        mine = left.order_by("pk").select_for_update(skip_locked=True, of=("self",))
        drafts = list(mine.select_related("ticket")[:PORTION])
        for draft in drafts:
            before = draft.ticket
            join_case(draft, as_of, draft.trouble)
            announce(draft.ticket)
            for ticket in (before, draft.ticket):
                presence.announce_company(ticket.desk_id, ticket.number)
    return len(drafts) == PORTION
