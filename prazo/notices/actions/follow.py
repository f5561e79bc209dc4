"""Follow a ticket that need not be one's own, or follow it no longer."""

from datetime import datetime

from django.db import transaction

from prazo.accounts.models import User
from prazo.desk.acting import announce
from prazo.desk.models import Ticket
from prazo.notices.models import Follower


def follow(ticket: Ticket, *, user: User, at: datetime) -> None:
    """Once, however often; nothing where he may not see it."""
    with transaction.atomic():
        if not Ticket.objects.visible_to(user).filter(pk=ticket.pk).exists():
            return
        _row, new = Follower.objects.get_or_create(
            ticket=ticket, user=user, defaults={"desk_id": ticket.desk_id, "since": at}
        )
        if new:
            announce(ticket)


def unfollow(ticket: Ticket, *, user: User) -> None:
    with transaction.atomic():
        if Follower.objects.filter(ticket=ticket, user=user).delete()[0]:
            announce(ticket)
