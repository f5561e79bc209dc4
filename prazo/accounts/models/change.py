"""What was changed in the settings of a desk: who, when, from where, what it was before."""

from django.db import models

from prazo.accounts.models.desk import Desk
from prazo.accounts.models.user import User


class Change(models.Model):
    """Append-only, as the program's role is granted no more. Holds no secret (J08).

    `what` is a stable code such as `contract.changed`, `about` the name of the thing then.
    `before` and `after` hold the fields that differ, by name.
    """

    desk = models.ForeignKey(Desk, on_delete=models.PROTECT, related_name="changes")
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True)  # null: the command line
    place = models.GenericIPAddressField(null=True)  # the network address it was asked from
    what = models.CharField(max_length=60)
    about = models.CharField(max_length=400)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["desk", "-id"], name="change_of_desk")]
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.what} {self.about}"
