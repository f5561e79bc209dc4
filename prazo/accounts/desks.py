"""The desks somebody is at."""

from django.db.models import QuerySet

from prazo.accounts.models import Desk, User


def desks_of(user: User) -> QuerySet[Desk]:
    """Those he works at; who administers the installation is at all of them."""
    every = Desk.objects.order_by("pk")
    return every if user.administers else every.filter(members__user=user)
