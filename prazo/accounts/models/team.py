"""Teams and roles an agreement names, and the people the operator puts behind them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from prazo.accounts.models.desk import Desk
from prazo.accounts.models.user import User


class SeenBy(models.TextChoices):
    """Who sees the tickets of a team, besides whoever has one or was let in to it."""

    DESK = "desk", _("everybody of the desk")
    LEADS = "leads", _("its members, and leads and admins of the desk")
    ADMINS = "admins", _("its members, and admins of the desk")
    TEAM = "team", _("its members alone")


class Team(models.Model):
    """It is private where not everybody of its desk sees its tickets."""

    desk = models.ForeignKey(Desk, on_delete=models.CASCADE, related_name="teams")
    identifier = models.SlugField()  # the agreement's word for it
    name = models.CharField(max_length=120)
    seen_by = models.CharField(
        max_length=6, choices=SeenBy.choices, default=SeenBy.DESK, db_default=SeenBy.DESK
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["desk", "identifier"], name="team_once")]

    def __str__(self) -> str:
        return self.name

    @property
    def private(self) -> bool:
        return self.seen_by != SeenBy.DESK


class RoleHolder(models.Model):
    """Who stands behind a role of the agreement, such as `escalation_contact`."""

    desk = models.ForeignKey(Desk, on_delete=models.CASCADE, related_name="role_holders")
    role = models.SlugField()
    user = models.ForeignKey(User, on_delete=models.CASCADE, null=True, blank=True)
    address = models.EmailField(blank=True)  # somebody who has no account here

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["desk", "role", "user", "address"], name="role_once"),
            models.CheckConstraint(
                condition=models.Q(user__isnull=False) | ~models.Q(address=""),
                name="role_held_by_somebody",
            ),
        ]
