"""How two tickets of one desk hang together without being one case."""

from django.db import models

from prazo.accounts.models import Desk, User
from prazo.desk.models.ticket import Ticket


class Link(models.Model):
    """Read from `first` to `second`: it blocks it, it is the cause of it. What is only related is
    kept with the lower id first, so that it is kept once."""

    class Kind(models.TextChoices):
        RELATED = "related"
        BLOCKS = "blocks"
        CAUSES = "causes"  # one cause, many tickets: `first` is the parent

    desk = models.ForeignKey(Desk, on_delete=models.PROTECT, db_index=False)
    first = models.ForeignKey(
        Ticket, on_delete=models.CASCADE, related_name="links_to", db_index=False
    )
    second = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="links_from")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    user = models.ForeignKey(User, on_delete=models.PROTECT, null=True, db_index=False)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["first", "second", "kind"], name="link_once"),
            models.UniqueConstraint(
                fields=["second"], name="link_one_cause", condition=models.Q(kind="causes")
            ),
            models.CheckConstraint(
                condition=~models.Q(first=models.F("second")), name="link_of_two"
            ),
        ]
