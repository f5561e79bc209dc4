"""From when until when somebody is away from a desk, and who stands in."""

from django.db import models

from prazo.accounts.models.desk import Desk
from prazo.accounts.models.user import User


class Absence(models.Model):
    desk = models.ForeignKey(Desk, on_delete=models.CASCADE, db_index=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="absences")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    reason = models.CharField(max_length=200, blank=True)
    substitute = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="stands_in"
    )
    hands_over = models.BooleanField(default=False)  # open work too, when it begins
    handed_over_at = models.DateTimeField(null=True)  # when all of that was done

    class Meta:
        db_table = "routing_absence"
        ordering = ["starts_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")), name="absence_has_length"
            )
        ]
        indexes = [models.Index(fields=["desk", "ends_at"], name="absence_of_desk")]
