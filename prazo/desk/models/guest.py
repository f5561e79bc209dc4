"""Who sees one ticket of a private team without being of it: whom a colleague named in a note there
or let in by hand, and who opened it or split it off."""

from django.db import models

from prazo.accounts.models import Desk, User
from prazo.desk.models.ticket import Ticket


class Guest(models.Model):
    """Let in to the ticket as long as it stays with its team."""

    desk = models.ForeignKey(Desk, on_delete=models.CASCADE, db_index=False)
    ticket = models.ForeignKey(
        Ticket, on_delete=models.CASCADE, related_name="guests", db_index=False
    )
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False
    )
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ticket", "user"], name="guest_once")]
