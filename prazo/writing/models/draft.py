"""What somebody writes about a ticket and has not sent, or has sent and may still take back.

Nothing of it lies in clear: secrets are masked when it is sent, and not before (D17).
"""

from django.db import models

from prazo.accounts.models import Desk, User
from prazo.desk.models import Ticket
from prazo.writing import kinds


class Draft(models.Model):
    """`revision` grows with its words, so that two machines do not write over each other.

    Once `pressed_at` it waits, untouched, to be sent at `send_at`; another may be begun beside it.
    """

    desk = models.ForeignKey(Desk, on_delete=models.CASCADE, db_index=False)
    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="drafts")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="drafts")
    kind = models.CharField(max_length=kinds.LONGEST)
    sealed = models.BinaryField()  # prazo.writing.words.Words
    revision = models.BigIntegerField(default=0)
    began_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    pressed_at = models.DateTimeField(null=True)
    send_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    trouble = models.TextField(blank=True)  # why it could not be sent, in its writer's language

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["ticket", "user", "kind"],
                name="draft_once",
                condition=models.Q(pressed_at__isnull=True),
            )
        ]
        indexes = [
            models.Index(
                fields=["send_at"], name="draft_to_send", condition=models.Q(send_at__isnull=False)
            ),
            models.Index(fields=["changed_at"], name="draft_changed"),
        ]


class DraftFile(models.Model):
    """`token` is what its writer's browser knows it by: 128 bits, of no use to others (AC03)."""

    desk = models.ForeignKey(Desk, on_delete=models.CASCADE, db_index=False)
    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="files")
    token = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=120)
    size = models.BigIntegerField()
    sealed = models.BinaryField()
