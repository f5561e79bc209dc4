"""A sender who is turned away at a desk: what he sends is kept, and is spam as it comes."""

from django.db import models

from prazo.accounts.models import Desk, User


class Block(models.Model):
    """`sender` is an address, or `@` and a domain, in small letters. `mails` came since."""

    desk = models.ForeignKey(Desk, on_delete=models.CASCADE, related_name="blocks", db_index=False)
    sender = models.CharField(max_length=320)
    reason = models.CharField(max_length=500, blank=True)
    user = models.ForeignKey(User, on_delete=models.PROTECT, null=True, db_index=False)  # by whom
    made_at = models.DateTimeField()
    mails = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["desk", "sender"], name="block_once")]
        ordering = ["sender"]

    def __str__(self) -> str:
        return self.sender
