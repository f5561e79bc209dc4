"""Somebody is to come back to a ticket at a moment. The row lives until he did: what was set, told,
done and deleted is in the ticket's events. One for a wait that is over goes without an event of its
own: the end of the wait, or the next one, is its end."""

from django.db import models

from prazo.accounts.models import Desk, Team, User
from prazo.desk.models.ticket import Ticket


class Reminder(models.Model):
    """For a person, for a team, or for neither: then it is everybody's at the desk.

    `hides`: until then the ticket stays out of the person's own queues, as long as nothing happens
    that he should see: see `prazo.desk.snooze`. `waits`: it is for the wait that runs, and ends
    with it.
    """

    desk = models.ForeignKey(Desk, on_delete=models.PROTECT, db_index=False)
    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="reminders")
    user = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True)
    team = models.ForeignKey(Team, on_delete=models.SET_NULL, null=True, blank=True, db_index=False)
    by = models.ForeignKey(
        User,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="reminders_set",
        db_index=False,
    )  # null: a rule did
    at = models.DateTimeField()
    note = models.CharField(max_length=300, blank=True)
    hides = models.BooleanField(default=False)
    waits = models.BooleanField(default=False)
    told_at = models.DateTimeField(null=True)  # since then it is due

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(user=None) | models.Q(team=None), name="reminder_for_one"
            ),
        ]
        indexes = [
            models.Index(
                fields=["at"], name="reminder_coming", condition=models.Q(told_at__isnull=True)
            ),
            models.Index(fields=["ticket"], name="reminder_hides", condition=models.Q(hides=True)),
            models.Index(
                fields=["desk"], name="reminder_of_all", condition=models.Q(user__isnull=True)
            ),
        ]
