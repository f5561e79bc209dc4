"""Where a form asks for another ticket's number, it proposes those that are near."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from prazo.accounts.models import User
from prazo.desk.models import Ticket

MOST = 12
NO_CASES = (Ticket.Status.MERGED, Ticket.Status.SPAM)


def near(ticket: Ticket, but: Sequence[str] = NO_CASES) -> list[Ticket]:
    """Its requester's other tickets at this desk, then its customer's, the newest first; none that
    the asker may not see, and none of the statuses in `but`."""
    seen = (
        Ticket.objects.visible_to(User(pk=ticket.asked_by))
        .filter(desk=ticket.desk_id)
        .exclude(pk=ticket.pk)
        .exclude(status__in=but)
        .order_by("-opened_at")
    )
    found: list[Ticket] = []
    if ticket.requester_id:
        found += seen.filter(requester=ticket.requester_id)[:MOST]
    if ticket.customer_id:
        theirs = seen.filter(customer=ticket.customer_id).exclude(requester=ticket.requester_id)
        found += theirs[: MOST - len(found)]
    return found


class TicketNumber(forms.TextInput):
    """`proposed` is filled in by the form, which knows its ticket."""

    proposed: Sequence[Ticket] = ()

    def __init__(self, **attrs: object) -> None:
        own = {"inputmode": "numeric", "size": 12, "list": "near", "autocomplete": "off"}
        super().__init__({**own, **attrs})

    def render(self, *args: Any, **kwargs: Any) -> SafeString:
        options = format_html_join(
            "",
            '<option value="{}">#{} {} · {}</option>',
            ((t.number, t.number, t.subject, t.get_status_display()) for t in self.proposed),
        )
        drawn = super().render(*args, **kwargs)
        return format_html('{}<datalist id="near">{}</datalist>', drawn, options)
