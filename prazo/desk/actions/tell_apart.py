"""Say that two tickets are not one case, so that nobody is asked again (D16)."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from prazo.desk.actor import Actor
from prazo.desk.models import Apart, Ticket
from prazo.lib.refusal import Refusal


def tell_apart(ticket: Ticket, *, other: Ticket, by: Actor, at: datetime) -> None:
    """Said twice it is the same; nothing happens to either."""
    if ticket.pk == other.pk or ticket.desk_id != other.desk_id:
        raise Refusal("unknown", _("There is no such ticket at this desk."), "other")
    first, second = sorted((ticket.pk, other.pk))
    Apart.objects.bulk_create(
        [Apart(desk_id=ticket.desk_id, first_id=first, second_id=second, user=by.user, at=at)],
        ignore_conflicts=True,
    )
