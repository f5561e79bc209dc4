"""Two tickets that look alike and are not one case: somebody said so, and is not asked again."""

from django.db import models

from prazo.accounts.models import Desk, User
from prazo.desk.models.ticket import Ticket


class Apart(models.Model):
    """`first` has the lower id, so that a pair is kept once."""

    desk = models.ForeignKey(Desk, on_delete=models.PROTECT, db_index=False)
    first = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="+", db_index=False)
    second = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, db_index=False)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="apart_once"),
            models.CheckConstraint(
                condition=models.Q(first__lt=models.F("second")), name="apart_in_order"
            ),
        ]
