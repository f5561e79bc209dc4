"""The watchdog's own record: its synthetic tickets and whether they escalated (B20)."""

from datetime import timedelta

from django.db import models

from prazo.accounts.models import Desk
from prazo.agreements.models import Version
from prazo.desk.models import Ticket


class Probe(models.Model):
    """One synthetic ticket, opened so that a step of its agreement is due at once."""

    desk = models.ForeignKey(Desk, on_delete=models.CASCADE)
    version = models.ForeignKey(Version, on_delete=models.CASCADE)
    ticket = models.ForeignKey(Ticket, on_delete=models.SET_NULL, null=True)
    made_at = models.DateTimeField()
    escalated_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["desk", "-made_at"], name="probe_latest")]


class Heartbeat(models.Model):
    """When a worker process last said that it lives, and what it does."""

    process = models.CharField(max_length=80, primary_key=True)
    at = models.DateTimeField()
    ahead = models.DurationField(default=timedelta)  # of the database's clock; behind: negative
    passes = models.JSONField(default=dict)  # duty → when it last ended a portion well
