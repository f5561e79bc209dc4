"""Several deeds under one name, done to a ticket by a person's key."""

from typing import TYPE_CHECKING, Self

from django.db import models

from prazo.accounts.models import Desk, Team, User
from prazo.desk.models.saved_queue import SavedQueue

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

Shared = SavedQueue.Shared
GROUPS = {Shared.DESK: 0, Shared.TEAM: 1, Shared.NOBODY: 2}
"""The order in which they are offered: the desk's, teams', one's own."""


class MacroQuerySet(models.QuerySet["Macro"]):
    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """One's own, and those shared with a desk or a team one is in now."""
        if not user.is_authenticated:
            return self.none()
        at_desk = models.Q(desk__members__user=user)
        own = models.Q(shared=Shared.NOBODY, owner=user)
        of_team = models.Q(shared=Shared.TEAM, team__members__user=user)
        return self.filter(at_desk & (own | of_team | models.Q(shared=Shared.DESK))).distinct()

    def in_order(self) -> Self:
        group = models.Case(
            *(models.When(shared=shared, then=models.Value(n)) for shared, n in GROUPS.items()),
            output_field=models.SmallIntegerField(),
        )
        return self.annotate(group=group).order_by("desk", "group", "team", "position", "id")


class Macro(models.Model):
    """`deeds` as `prazo.rules.deeds.written` writes them."""

    desk = models.ForeignKey(Desk, on_delete=models.CASCADE, related_name="macros")
    name = models.CharField(max_length=80)
    owner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="macros")
    shared = models.CharField(max_length=10, choices=Shared.choices, default=Shared.NOBODY)
    team = models.ForeignKey(Team, on_delete=models.CASCADE, null=True, blank=True)
    deeds = models.JSONField(default=list)
    position = models.PositiveIntegerField(default=0)
    made_at = models.DateTimeField()

    objects = MacroQuerySet.as_manager()

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(shared="team", team__isnull=False)
                | (~models.Q(shared="team") & models.Q(team=None)),
                name="macro_shared_with_somebody",
            )
        ]

    def __str__(self) -> str:
        return self.name
