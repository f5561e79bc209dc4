"""What somebody is named for: a value of a dimension, a customer, a language."""

from django.db import models

from prazo.accounts.models import Desk, User


class Skill(models.Model):
    """`kind` is a dimension of the agreement, `customer` (its id) or `language` (`pt`, `es`)."""

    desk = models.ForeignKey(Desk, on_delete=models.CASCADE, db_index=False)  # by `skill_once`
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="skills")
    kind = models.CharField(max_length=20)
    value = models.CharField(max_length=50)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["desk", "user", "kind", "value"], name="skill_once")
        ]
