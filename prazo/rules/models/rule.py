"""Deeds that are done by themselves, and what is kept about each time they were."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from prazo.accounts.models import Desk
from prazo.desk.models import Ticket


class On(models.TextChoices):
    """What a rule listens for."""

    MADE = "made", _("A ticket is made")
    WRITTEN = "written", _("The requester writes")
    ASSIGNED = "assigned", _("A ticket is given to somebody, or put back")
    CLASSIFIED = "classified", _("A ticket is classified")
    TAGGED = "tagged", _("Tags are put on a ticket, or taken off")
    WAITING = "waiting", _("A wait begins")
    RESUMED = "resumed", _("A wait ends")
    ESCALATED = "escalated", _("A ticket is escalated")
    RESOLVED = "resolved", _("A ticket is resolved")
    REOPENED = "reopened", _("A ticket is reopened")
    CLOSED = "closed", _("A ticket is closed")
    TIME = "time", _("Time passes: as soon as the conditions hold")


class Rule(models.Model):
    """`deeds` as `prazo.rules.deeds.written` writes them. What is recorded before `since` is no
    matter of it."""

    desk = models.ForeignKey(Desk, on_delete=models.CASCADE, related_name="rules")
    name = models.CharField(max_length=80)
    on = models.CharField(max_length=12, choices=On.choices)
    conditions = models.JSONField(default=dict)
    deeds = models.JSONField(default=list)
    position = models.PositiveIntegerField(default=0)
    active = models.BooleanField(default=False)
    since = models.DateTimeField(null=True)  # when it was switched on last
    failures = models.PositiveSmallIntegerField(default=0)  # one after the other
    stopped = models.TextField(blank=True)  # why it switched itself off
    swept_at = models.DateTimeField(null=True)  # null: at once
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["position", "id"]
        indexes = [
            models.Index(fields=["desk", "on"], name="rule_in_use", condition=models.Q(active=True))
        ]

    def __str__(self) -> str:
        return self.name


class Run(models.Model):
    """One time that a rule's conditions held on a ticket, and what came of it."""

    class Outcome(models.TextChoices):
        DONE = "done", _("done")
        REFUSED = "refused", _("refused")  # as the ticket stood; no fault of the rule
        FAILED = "failed", _("failed")
        HELD = "held", _("held back")  # it would have gone round in circles, or too often

    desk = models.ForeignKey(Desk, on_delete=models.CASCADE, db_index=False)
    rule = models.ForeignKey(Rule, on_delete=models.CASCADE, related_name="runs", db_index=False)
    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="runs")
    event_id = models.BigIntegerField(null=True)  # null: by time
    at = models.DateTimeField()
    outcome = models.CharField(max_length=8, choices=Outcome.choices)
    why = models.TextField(blank=True)

    class Meta:
        constraints = [
            # Whatever is tried again, a rule acts once on one event (events have one ticket).
            models.UniqueConstraint(fields=["rule", "event_id"], name="run_once")
        ]
        indexes = [
            models.Index(fields=["rule", "-at"], name="run_of_rule"),
            models.Index(fields=["at"], name="run_age"),
        ]


class Acted(models.Model):
    """A ticket on which a rule on time has acted as its conditions began to hold: it does again
    only after they did not. Where the ticket refused, it is tried again, ever later."""

    desk = models.ForeignKey(Desk, on_delete=models.CASCADE, db_index=False)
    rule = models.ForeignKey(Rule, on_delete=models.CASCADE, db_index=False)
    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE)
    since = models.DateTimeField()
    again_at = models.DateTimeField(null=True)  # null: it was done, or is no more tried

    class Meta:
        constraints = [models.UniqueConstraint(fields=["rule", "ticket"], name="acted_once")]


class Happening(models.Model):
    """An event that rules of its desk may listen for and that was not looked at yet.

    The database writes it beside the event, in the same transaction (migration 0001); the duty
    takes it away in the transaction of the deeds. So no event is missed and none is taken twice,
    whatever order transactions end in. One that cannot be looked at holds up no other.
    """

    event_id = models.BigIntegerField(primary_key=True)
    desk = models.ForeignKey(
        Desk, on_delete=models.CASCADE, db_index=False, db_constraint=False, related_name="+"
    )
    failed_at = models.DateTimeField(null=True)  # it could not be looked at; the log says why
