"""What stands below an answer in its mail: the desk's, or a person's own there."""

from django.db import models

from prazo.accounts.models import Desk, User


class Signature(models.Model):
    """One for each language of readers; `language` "" is for all that have none of their own. Its
    variables are flat names and nothing else (J10)."""

    desk = models.ForeignKey(Desk, on_delete=models.CASCADE, db_index=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, null=True, blank=True)
    language = models.CharField(max_length=10, blank=True)
    text = models.TextField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["desk", "user", "language"], name="signature_once", nulls_distinct=False
            )
        ]
