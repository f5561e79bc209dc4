"""How long it takes at a desk to keep one promise, counted from what its people did."""

from django.db import models

from prazo.accounts.models import Desk


class Handling(models.Model):
    desk = models.ForeignKey(Desk, on_delete=models.CASCADE, db_index=False)  # by `handling_once`
    metric = models.CharField(max_length=50)  # "" for the row that says when the desk was counted
    seconds = models.PositiveIntegerField(default=0)  # the median
    cases = models.PositiveIntegerField(default=0)
    counted_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["desk", "metric"], name="handling_once")]
