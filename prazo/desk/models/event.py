"""Facts about tickets, in order of arrival, never edited: the database grants no update."""

from django.db import models
from django.db.models.functions import Now

from prazo.accounts.models import Desk, User
from prazo.customers.models import Requester
from prazo.desk.models.ticket import Ticket


class Event(models.Model):
    """`kind` and `by` are the engine's words; `data` as `prazo.engine.events.Kind` says."""

    desk = models.ForeignKey(Desk, on_delete=models.PROTECT, db_index=False)
    ticket = models.ForeignKey(
        Ticket, on_delete=models.CASCADE, related_name="events", db_index=False
    )
    at = models.DateTimeField()
    kind = models.CharField(max_length=20)
    by = models.CharField(max_length=10)
    user = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, db_index=False)
    requester = models.ForeignKey(
        Requester, on_delete=models.PROTECT, null=True, blank=True, db_index=False
    )
    data = models.JSONField(default=dict)
    recorded_at = models.DateTimeField(db_default=Now())  # by the database's clock

    class Meta:
        ordering = ["at", "id"]
        indexes = [
            models.Index(fields=["ticket", "at", "id"], name="event_ticket"),
            models.Index(
                fields=["user", "id"],
                name="event_user_last",
                condition=models.Q(user__isnull=False),
            ),
            models.Index(
                fields=["requester"],
                name="event_requester",
                condition=models.Q(requester__isnull=False),
            ),
        ]
