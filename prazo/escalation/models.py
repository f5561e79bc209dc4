"""One climb: a step of the matrix taken for one clock, once."""

from django.db import models

from prazo.accounts.models import Desk
from prazo.agreements.models import Version
from prazo.desk.models import Clock, Ticket


class Escalation(models.Model):
    desk = models.ForeignKey(Desk, on_delete=models.PROTECT, db_index=False)
    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="escalations")
    clock = models.ForeignKey(
        Clock, on_delete=models.CASCADE, related_name="escalations", db_index=False
    )  # `step_taken_once` begins with it
    version = models.ForeignKey(Version, on_delete=models.PROTECT, db_index=False)
    step = models.PositiveSmallIntegerField()  # its place in that version's matrix
    key = models.CharField(max_length=8)  # what names it in every version: prazo.desk.step_keys
    repeat = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField()
    taken_at = models.DateTimeField()
    # Whom it reached (B11), [{role, name, address}]. Of repeats that were missed together, such
    # as in an outage, the last one tells for all, and the others have nobody here.
    told = models.JSONField(default=list)
    done = models.JSONField(default=list)  # what else it did: "level:l2", "team:back" ...

    class Meta:
        ordering = ["taken_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["clock", "key", "repeat"], name="step_taken_once")
        ]


class Stumble(models.Model):
    """A ticket whose due steps could not be taken, kept until they are; others go on."""

    desk = models.ForeignKey(Desk, on_delete=models.CASCADE)
    ticket = models.OneToOneField(Ticket, on_delete=models.CASCADE, related_name="stumble")
    since = models.DateTimeField()
    next_try_at = models.DateTimeField()
    tries = models.PositiveIntegerField(default=1)
    error = models.TextField()
