"""One press of a button that says something to somebody: sent twice, it is done once (R05)."""

from django.db import models

from prazo.accounts.models import Desk, User
from prazo.desk.models import Ticket


class Press(models.Model):
    """`once` is the name its form was drawn with, `said` a SHA-256 of what stood in it."""

    desk = models.ForeignKey(Desk, on_delete=models.CASCADE, db_index=False)
    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="presses")
    user = models.ForeignKey(User, on_delete=models.CASCADE, db_index=False)  # by `press_once`
    once = models.CharField(max_length=64)
    said = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "once"], name="press_once")]
        indexes = [models.Index(fields=["at"], name="press_age")]
