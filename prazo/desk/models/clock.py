"""The indexed cache of a ticket's clocks; `prazo.desk.clocks` alone writes it, from events."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from prazo.accounts.models import Desk
from prazo.desk.models.ticket import Ticket


class Clock(models.Model):
    desk = models.ForeignKey(Desk, on_delete=models.PROTECT, db_index=False)
    ticket = models.ForeignKey(
        Ticket, on_delete=models.CASCADE, related_name="clocks", db_index=False
    )  # `clock_once` begins with it
    metric = models.CharField(max_length=50)
    cycle = models.PositiveIntegerField(default=1)
    state = models.CharField(max_length=10)
    started_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    met_at = models.DateTimeField(null=True)
    breached_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    allowed = models.DurationField(null=True)
    spent = models.DurationField()  # when it was last computed
    # Where the due time comes from, so that a changed calendar can be applied in bulk: it is
    # `counts_left` of working time on `calendar` after `counts_from`. Null while not counting.
    calendar = models.CharField(max_length=50, blank=True)
    counts_from = models.DateTimeField(null=True)
    counts_left = models.DurationField(null=True)
    rule = models.CharField(max_length=120, blank=True)  # the line that fits, by its path
    # While it runs: what lies behind `counts_from` (or behind us, where it does not count), as
    # [[second of the epoch, kind], ...]. The rest of its bar follows from the columns above.
    bar = models.JSONField(default=list)
    # Steps of the escalation matrix to come, [[step, repeat, µs since the epoch], ...] in order of
    # time; the first one's instant again as a column: a deadline is a row, swept by state.
    coming = models.JSONField(default=list)
    next_step_at = models.DateTimeField(null=True)
    told = ArrayField(models.CharField(max_length=12), default=list)  # "step.repeat" taken

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["ticket", "metric", "cycle"], name="clock_once")
        ]
        indexes = [
            models.Index(
                fields=["next_step_at"],
                name="clock_next_step",
                condition=models.Q(next_step_at__isnull=False),
            ),
            # What falls due in the next hours, for the promise board (B17).
            models.Index(
                fields=["desk", "due_at"],
                name="clock_due",
                condition=models.Q(
                    met_at__isnull=True, ended_at__isnull=True, due_at__isnull=False
                ),
            ),
        ]
