"""What people of the desk are told: lists in the browser, mails, and who wants to hear of what."""

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from prazo.accounts.models import Desk, User
from prazo.desk.models import Event, Ticket


class Kind(models.TextChoices):
    """What happened, as people choose what they want to hear of. In order of weight: who would be
    told two things of one event is told the first of them."""

    MENTIONED = "mentioned", _("Somebody mentions me in a note")
    ASSIGNED = "assigned", _("A ticket is given to me")
    TOLD = "told", _("A rule or a macro tells me of a ticket")
    REMINDED = "reminded", _("A reminder of mine is due, or what I snoozed comes back")
    LAPSED = "lapsed", _("A promise of mine lapsed, or a ticket was escalated")
    DUE = "due", _("A promise of mine lapses soon")
    ANSWERED = "answered", _("The customer writes")
    RETURNED = "returned", _("Work comes back: reopened, or a wait is over")
    MOVED = "moved", _("A ticket of mine is given to somebody else, or put back")
    NOTED = "noted", _("A colleague writes a note or an answer")
    ENDED = "ended", _("A ticket is resolved, closed or merged")
    TEAM = "team", _("A ticket comes to a team of mine, and nobody has it")
    UNHELD = "unheld", _("The customer writes, and nobody has the ticket")
    OPENED = "opened", _("A new ticket at my desk")


OF_ALL = (Kind.TEAM, Kind.UNHELD, Kind.OPENED)
"""What is told of tickets that are nobody's, to those alone who ask for it."""

URGENT = (Kind.LAPSED, Kind.DUE)
"""What somebody may let through the quiet hours."""


class Happening(models.Model):
    """An event of a ticket of which nobody was told yet.

    The database writes it beside the event, in the same transaction (migration 0001); the duty
    takes it away in the transaction that writes the notices. So none is missed, whatever order
    transactions end in, and none is told twice.
    """

    event_id = models.BigIntegerField(primary_key=True)
    desk = models.ForeignKey(Desk, on_delete=models.CASCADE, db_index=False, db_constraint=False)
    failed_at = models.DateTimeField(null=True)  # it could not be told of; the log says why


class NoticeQuerySet(models.QuerySet["Notice"]):
    def visible_to(self, user: User) -> Self:
        """One's own, of the desks one works at now."""
        return self.filter(user=user, desk__members__user=user)


class Notice(models.Model):
    """A line in somebody's list: one ticket, or many to which the same happened at once."""

    desk = models.ForeignKey(Desk, on_delete=models.CASCADE, db_index=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, db_index=False)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, null=True)  # null: many
    tickets = models.PositiveIntegerField(default=1)
    at = models.DateTimeField()  # when it was last told
    seen_at = models.DateTimeField(null=True)
    # Of the last occasion: who did it, which fact it was, and of which target.
    who = models.CharField(max_length=120, blank=True)
    fact = models.CharField(max_length=20)
    metric = models.CharField(max_length=50, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["user", "-at", "-id"],
                name="notice_unread",
                condition=models.Q(seen_at__isnull=True),
            ),
            models.Index(
                fields=["user", "-at", "-id"],
                name="notice_read",
                condition=models.Q(seen_at__isnull=False),
            ),
            models.Index(fields=["at"], name="notice_age"),
        ]


class Occasion(models.Model):
    """One event of which one person is told. Without a notice it is told by mail alone."""

    desk = models.ForeignKey(Desk, on_delete=models.CASCADE, db_index=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, db_index=False)
    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="occasions")
    event = models.ForeignKey(Event, on_delete=models.CASCADE, db_index=False)
    notice = models.ForeignKey(
        Notice, on_delete=models.CASCADE, null=True, related_name="occasions", db_index=False
    )
    kind = models.CharField(max_length=10, choices=Kind.choices)
    who = models.CharField(max_length=120, blank=True)
    fact = models.CharField(max_length=20)
    metric = models.CharField(max_length=50, blank=True)
    told_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)
    mail_after = models.DateTimeField(null=True)  # null: no mail any more, or none at all
    mailed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["event", "user"], name="told_once")]
        indexes = [
            models.Index(
                fields=["user", "ticket"],
                name="occasion_unseen",
                condition=models.Q(seen_at__isnull=True),
            ),
            models.Index(
                fields=["mail_after"],
                name="occasion_to_mail",
                condition=models.Q(mail_after__isnull=False),
            ),
            models.Index(fields=["told_at"], name="occasion_age"),
            models.Index(fields=["notice", "ticket"], name="occasion_of_notice"),
        ]


class Follower(models.Model):
    """Somebody who wants to hear of a ticket that need not be his."""

    desk = models.ForeignKey(Desk, on_delete=models.CASCADE, db_index=False)
    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, db_index=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="follows")
    since = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ticket", "user"], name="follows_once")]


class Preference(models.Model):
    """What one person chose; who chose nothing has `prazo.notices.choices.STANDARD`."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, primary_key=True)
    browser = models.JSONField(default=dict)  # {kind: true or false}
    mail = models.JSONField(default=dict)  # {kind: never | at_once | hourly | daily}
    daily_at = models.PositiveSmallIntegerField(default=8)  # the hour, in the person's zone
    quiet_from = models.TimeField(null=True, blank=True)
    quiet_until = models.TimeField(null=True, blank=True)
    urgent_passes = models.BooleanField(default=False)
    # Whether anything OF_ALL is wanted. Where nobody at a desk does, the database lists no new
    # ticket of it (migration 0002).
    of_all = models.BooleanField(default=False, db_default=False)

    class Meta:
        indexes = [
            models.Index(fields=["user"], name="preference_of_all", condition=models.Q(of_all=True))
        ]
