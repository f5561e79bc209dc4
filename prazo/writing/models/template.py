"""Texts kept to answer with. Their variables are flat names and nothing else (J10)."""

from django.db import models
from django.db.models.functions import Lower

from prazo.accounts.models import Desk, Team, User


class Template(models.Model):
    """For everybody at the desk, for one `team`, or a person's own (`user`)."""

    desk = models.ForeignKey(Desk, on_delete=models.CASCADE, related_name="templates")
    team = models.ForeignKey(Team, on_delete=models.CASCADE, null=True, blank=True)
    user = models.ForeignKey(User, on_delete=models.CASCADE, null=True, blank=True)
    language = models.CharField(max_length=10, blank=True)  # "" = whatever the ticket's is
    name = models.CharField(max_length=80)
    text = models.TextField()
    used = models.PositiveIntegerField(default=0)
    used_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "desk",
                "team",
                "user",
                "language",
                Lower("name"),
                name="template_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=models.Q(team__isnull=True) | models.Q(user__isnull=True),
                name="template_of_one",
            ),
        ]

    def __str__(self) -> str:
        return self.name
