"""Who may do what at which desk."""

from collections.abc import Mapping

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from prazo.accounts.models.desk import Desk
from prazo.accounts.models.team import Team
from prazo.accounts.models.user import User


class Role(models.TextChoices):
    READER = "reader"
    LIGHT = "light"  # notes inside the desk, and answers nobody
    AGENT = "agent"
    LEAD = "lead"
    ADMIN = "admin"


RANK = {Role.READER: 0, Role.LIGHT: 1, Role.AGENT: 2, Role.LEAD: 3, Role.ADMIN: 4}
ROLE_NAMES: Mapping[str, Promise] = {
    Role.READER: _("reader"),
    Role.LIGHT: _("light agent"),
    Role.AGENT: _("agent"),
    Role.LEAD: _("lead"),
    Role.ADMIN: _("admin"),
}
WORKING = (Role.AGENT, Role.LEAD, Role.ADMIN)
"""Who works on tickets; a reader looks, a light agent looks and notes."""


class Member(models.Model):
    desk = models.ForeignKey(Desk, on_delete=models.CASCADE, related_name="members")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=10, choices=Role.choices, default=Role.AGENT)
    teams = models.ManyToManyField(Team, blank=True, related_name="members")
    closed = ArrayField(models.BigIntegerField(), default=list, db_default=[], editable=False)
    """Teams of the desk whose tickets are not his to see; kept by the database (migration 0005)."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["desk", "user"], name="member_once")]

    def at_least(self, role: Role) -> bool:
        return RANK[Role(self.role)] >= RANK[role]
