"""One climb: a step of the matrix taken for one clock, once."""

from django.db import models

from prazo.accounts.models import Desk
from prazo.desk.models import Clock, Ticket


class Escalation(models.Model):
    desk = models.ForeignKey(Desk, on_delete=models.PROTECT)
    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="escalations")
    clock = models.ForeignKey(Clock, on_delete=models.CASCADE, related_name="escalations")
    step = models.PositiveSmallIntegerField()
    repeat = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField()
    taken_at = models.DateTimeField()
    told = models.JSONField(default=list)  # [{role, name, address}] whom it reached (B11)
    done = models.JSONField(default=list)  # what else it did: level raised, reassigned ...

    class Meta:
        ordering = ["taken_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["clock", "step", "repeat"], name="step_taken_once")
        ]
