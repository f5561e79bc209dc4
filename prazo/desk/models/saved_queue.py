"""A queue of one's own making: conditions, an order and columns, kept under a name."""

from typing import TYPE_CHECKING, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from prazo.accounts.models import Desk, Team, User

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser


class SavedQueueQuerySet(models.QuerySet["SavedQueue"]):
    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """One's own, and those shared with a desk or a team one is in now."""
        if not user.is_authenticated:
            return self.none()
        own = models.Q(owner=user) & (models.Q(desk=None) | models.Q(desk__members__user=user))
        of_desk = models.Q(shared=SavedQueue.Shared.DESK, desk__members__user=user)
        of_team = models.Q(shared=SavedQueue.Shared.TEAM, team__members__user=user)
        return self.filter(own | of_desk | of_team).distinct()


class SavedQueue(models.Model):
    """Without a desk it is over all desks of whoever looks, and is shared with nobody."""

    class Shared(models.TextChoices):
        NOBODY = "nobody", _("only me")
        TEAM = "team", _("a team")
        DESK = "desk", _("everybody at the desk")

    class Order(models.TextChoices):
        DUE = "due", _("next due first")
        DUE_LAST = "due_last", _("due last first")
        OLDEST = "oldest", _("longest open first")
        NEWEST = "newest", _("newest first")
        CHANGED = "changed", _("changed last first")
        UNCHANGED = "unchanged", _("longest unchanged first")
        ASKED = "asked", _("longest unanswered first")
        ASKED_LAST = "asked_last", _("asked last first")
        URGENT = "urgent", _("by priority, highest first")
        MILD = "mild", _("by priority, lowest first")
        PERSON = "person", _("by person, A to Z")
        PERSON_Z = "person_z", _("by person, Z to A")
        TEAM = "team", _("by team, A to Z")
        TEAM_Z = "team_z", _("by team, Z to A")

    IN_GROUPS = (Order.URGENT, Order.MILD, Order.PERSON, Order.PERSON_Z, Order.TEAM, Order.TEAM_Z)
    """Read group by group from an index of the open tickets alone."""

    name = models.CharField(max_length=80)
    owner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="saved_queues")
    desk = models.ForeignKey(
        Desk, on_delete=models.CASCADE, null=True, blank=True, related_name="saved_queues"
    )
    shared = models.CharField(max_length=10, choices=Shared.choices, default=Shared.NOBODY)
    team = models.ForeignKey(Team, on_delete=models.CASCADE, null=True, blank=True)
    conditions = models.JSONField(default=dict)
    order = models.CharField(max_length=10, choices=Order.choices, default=Order.DUE)
    columns = ArrayField(models.SlugField(), default=list, blank=True)  # empty: the usual ones
    made_at = models.DateTimeField()

    objects = SavedQueueQuerySet.as_manager()

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(shared="nobody", team=None)
                | models.Q(shared="desk", team=None, desk__isnull=False)
                | models.Q(shared="team", team__isnull=False, desk__isnull=False),
                name="saved_queue_shared_with_somebody",
            )
        ]

    def __str__(self) -> str:
        return self.name
