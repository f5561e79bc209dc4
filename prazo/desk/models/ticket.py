"""The case. What is true of it now; how it came to be so is in its events."""

from typing import TYPE_CHECKING, Self

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _

from prazo.accounts.models import Desk, Team, User
from prazo.agreements.models import Version
from prazo.customers.models import Contract, Customer, Requester
from prazo.desk.sight import InSight

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser


class TicketQuerySet(models.QuerySet["Ticket"]):
    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """The only door to tickets somebody asked for: those of the desks one works at, but for
        those of private teams that are not open to one."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(InSight(), desk__members__user=user, synthetic=False)

    def to_act_on(self) -> Self:
        """With all that an act or its clocks need; the agreement's long text stays behind."""
        needed = ("desk", "version", "contract", "customer", "requester", "assignee")
        return self.select_related(*needed).defer("version__text", "version__holidays")

    def open(self) -> Self:
        return self.filter(status__in=Ticket.OPEN)


class Ticket(models.Model):
    """Foreign keys have an index only where somebody looks a ticket up by them: every act writes
    this row, and each index on it costs each act."""

    class Status(models.TextChoices):
        OPEN = "open", _("open")
        WAITING = "waiting", _("waiting")
        RESOLVED = "resolved", _("resolved")
        CLOSED = "closed", _("closed")
        MERGED = "merged", _("merged")
        SPAM = "spam", _("spam")

    OPEN = (Status.OPEN, Status.WAITING)

    number = models.BigIntegerField(unique=True)
    desk = models.ForeignKey(Desk, on_delete=models.PROTECT, related_name="tickets", db_index=False)
    customer = models.ForeignKey(
        Customer, on_delete=models.PROTECT, null=True, blank=True, db_index=False
    )
    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, null=True, blank=True)
    requester = models.ForeignKey(
        Requester, on_delete=models.PROTECT, null=True, blank=True, db_index=False
    )
    version = models.ForeignKey(Version, on_delete=models.PROTECT, db_index=False)
    subject = models.CharField(max_length=500)
    language = models.CharField(max_length=10, blank=True)

    status = models.CharField(max_length=10, choices=Status.choices, default=Status.OPEN)
    waiting_on = models.CharField(max_length=20, blank=True)
    channel = models.SlugField(default="email", db_index=False)
    # Dimensions of the agreement, each one of its declared values or empty.
    priority = models.CharField(max_length=50, blank=True)
    level = models.CharField(max_length=50, blank=True)
    request_type = models.CharField(max_length=50, blank=True)
    component = models.CharField(max_length=50, blank=True)
    tier = models.CharField(max_length=50, blank=True)
    cause = models.CharField(max_length=50, blank=True)
    plan = models.CharField(max_length=50, blank=True)
    region = models.CharField(max_length=50, blank=True)
    addons = ArrayField(models.CharField(max_length=50), default=list, blank=True)

    team = models.ForeignKey(Team, on_delete=models.SET_NULL, null=True, blank=True, db_index=False)
    assignee = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True)
    opened_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    resolved_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    summary = models.TextField(blank=True)
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, db_index=False
    )
    split_from = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="split_into",
        db_index=False,
    )
    # What somebody should look at: contract_unclear, unreadable, loop, held, other_address ...
    marks = ArrayField(models.SlugField(), default=list, blank=True)
    # The desk's own words, in the form of prazo.desk.tags, in order.
    tags = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    synthetic = models.BooleanField(default=False)  # the watchdog's own (B20), seen by nobody

    # The indexed cache of its most urgent running clock; the queue is sorted by it.
    next_due_at = models.DateTimeField(null=True, blank=True)
    next_metric = models.CharField(max_length=50, blank=True)
    # When the first of the requester's words was said that no person has answered; see
    # prazo.desk.unanswered. Nothing where nobody waits for an answer, and once the ticket ended.
    unanswered_since = models.DateTimeField(null=True, blank=True)
    breached = models.BooleanField(default=False)  # a target was missed, whatever followed
    escalated = models.BooleanField(default=False)

    asked_by: int = 0
    """Who asked for it, where it came through the one door: other tickets beside it are looked up
    for him."""
    row_state: str = ""
    """Which transaction wrote the row, where the query that read the ticket asked for it. Every
    act writes the row, so a page that shows another state of it is behind."""

    objects = TicketQuerySet.as_manager()

    class Meta:
        indexes = [
            # The queues agents live in, each read in order without sorting, desk by desk.
            models.Index(
                fields=["desk", "next_due_at", "id"],
                name="ticket_next_due",
                condition=models.Q(status__in=["open", "waiting"], synthetic=False),
            ),
            models.Index(
                fields=["desk", "assignee", "next_due_at", "id"],
                name="ticket_mine",
                condition=models.Q(status__in=["open", "waiting"]),
            ),
            models.Index(
                fields=["desk", "next_due_at", "id"],
                name="ticket_unassigned",
                condition=models.Q(
                    status__in=["open", "waiting"], synthetic=False, assignee__isnull=True
                ),
            ),
            models.Index(
                fields=["desk", "waiting_on", "next_due_at", "id"],
                name="ticket_waiting",
                condition=models.Q(status="waiting"),
            ),
            models.Index(
                fields=["desk", "next_due_at", "id"],
                name="ticket_escalated",
                condition=models.Q(status__in=["open", "waiting"], escalated=True),
            ),
            models.Index(
                fields=["desk", "next_due_at", "id"],
                name="ticket_no_contract",
                condition=models.Q(status__in=["open", "waiting"], contract__isnull=True),
            ),
            models.Index(
                fields=["desk", "next_due_at", "id"],
                name="ticket_with_cause",
                condition=models.Q(status__in=["open", "waiting"]) & ~models.Q(cause=""),
            ),
            models.Index(
                fields=["desk", "-resolved_at", "-id"],
                name="ticket_resolved",
                condition=models.Q(status="resolved"),
            ),
            models.Index(
                fields=["desk", "unanswered_since", "id"],
                name="ticket_unanswered",
                condition=models.Q(status__in=["open", "waiting"], synthetic=False),
            ),
            # What a queue may be sorted by besides (prazo.web.orders).
            models.Index(
                fields=["desk", "opened_at", "id"],
                name="ticket_opened",
                condition=models.Q(status__in=["open", "waiting"], synthetic=False),
            ),
            models.Index(
                fields=["desk", "changed_at", "id"],
                name="ticket_changed",
                condition=models.Q(status__in=["open", "waiting"], synthetic=False),
            ),
            models.Index(
                fields=["desk", "priority", "next_due_at", "id"],
                name="ticket_priority",
                condition=models.Q(status__in=["open", "waiting"], synthetic=False),
            ),
            models.Index(
                fields=["desk", "team", "next_due_at", "id"],
                name="ticket_team",
                condition=models.Q(status__in=["open", "waiting"], synthetic=False),
            ),
            # What nothing is due on stands behind all else: first whose requester waits longest.
            models.Index(
                fields=["desk", "unanswered_since", "id"],
                name="ticket_undated",
                condition=models.Q(
                    status__in=["open", "waiting"], synthetic=False, next_due_at__isnull=True
                ),
            ),
            models.Index(
                fields=["desk", "-changed_at", "-id"],
                name="ticket_spam",
                condition=models.Q(status="spam"),
            ),
            models.Index(fields=["desk", "status"], name="ticket_desk_status"),
            GinIndex(fields=["tags"], name="ticket_tags", condition=~models.Q(tags=[])),
            models.Index(fields=["requester", "-opened_at"], name="ticket_requester"),
            models.Index(fields=["customer", "-opened_at"], name="ticket_customer"),
            models.Index(
                fields=["merged_into"],
                name="ticket_merged_into",
                condition=models.Q(merged_into__isnull=False),
            ),
            models.Index(
                fields=["split_from"],
                name="ticket_split_from",
                condition=models.Q(split_from__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.number}"

    @property
    def is_open(self) -> bool:
        return self.status in self.OPEN
