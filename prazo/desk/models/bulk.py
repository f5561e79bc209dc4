"""One act on many tickets, held back some seconds so that it can be taken back."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from prazo.accounts.models import Desk, User


class Bulk(models.Model):
    """`data` is what the act's form was sent, until it is done; `outcomes` says of each number why
    it was refused, or "" where it was done. Until `due_at` nothing has happened to any ticket; of
    what was begun it is when its last portion was done, so that a small one need not wait for all
    of a large one.

    `worked` counts those of `tickets`, in their order, that a worker came to: once it did, nothing
    is taken back. `heard` is of each ticket the last message there was when it was asked. `once` is
    the form's own name: sent twice it is one (R05)."""

    desk = models.ForeignKey(Desk, on_delete=models.CASCADE)
    user = models.ForeignKey(User, on_delete=models.CASCADE)
    act = models.SlugField()
    data = models.JSONField(default=dict)
    tickets = ArrayField(models.BigIntegerField())
    heard = models.JSONField(default=dict)
    once = models.CharField(max_length=64, null=True)
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)
    worked = models.PositiveIntegerField(default=0)
    outcomes = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "once"], name="bulk_once")]
        indexes = [
            models.Index(
                fields=["due_at"],
                name="bulk_waiting",
                condition=models.Q(done_at=None, undone_at=None),
            )
        ]
