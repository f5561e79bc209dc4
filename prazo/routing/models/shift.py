"""When somebody works at a desk, and how much he takes on."""

from django.db import models

from prazo.accounts.models import Desk, User


class Shift(models.Model):
    """Whose hours nobody set has no row, and is given no work by itself."""

    desk = models.ForeignKey(Desk, on_delete=models.CASCADE, db_index=False)  # by `shift_once`
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="shifts")
    time_zone = models.CharField(max_length=64)
    # {"0": [[32400, 64800]], ...}: by weekday, Monday is 0; seconds since local midnight.
    hours = models.JSONField(default=dict)
    holidays = models.CharField(max_length=20, blank=True)  # a table of them, such as BR-SP
    capacity = models.PositiveSmallIntegerField(null=True)  # tickets; none: as the desk says
    turn = models.BigIntegerField(default=0)  # higher, the later he was last given one

    class Meta:
        constraints = [models.UniqueConstraint(fields=["desk", "user"], name="shift_once")]
