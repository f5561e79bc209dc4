"""The published text of agreements: versions are kept, never edited (E12)."""

import hashlib
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models

from prazo.accounts.models import Desk

if TYPE_CHECKING:
    from prazo.agreements.closed_dates import Dates
    from prazo.agreements.loader import Loaded


class Version(models.Model):
    """One version of one agreement, as its file was when it was taken in."""

    agreement = models.SlugField()
    version = models.CharField(max_length=40)
    effective_on = models.DateField()
    text = models.TextField()
    sha256 = models.CharField(max_length=64)
    # Frozen when taken in: next year's library must not move last year's due times.
    holidays = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agreement", "version"], name="version_once")
        ]

    def __str__(self) -> str:
        return f"{self.agreement} {self.version}"

    def loaded(self) -> "Loaded":
        """The engine's value of it, parsed once a process; queries best defer its long texts."""
        from prazo.agreements.closed_dates import closed_dates, with_closed
        from prazo.agreements.holiday_tables import from_json
        from prazo.agreements.loader import load

        known = _known.get(self.sha256)
        if known is None:
            known = _known[self.sha256] = load(self.text, tables=from_json(self.holidays))
        dates = closed_dates(known.agreement.name)
        if not dates:
            return known
        kept = _closed.get(self.sha256)
        if kept is None or kept[0] != dates:
            kept = _closed[self.sha256] = (dates, with_closed(known, dates))
        return kept[1]


class Adoption(models.Model):
    """Since when a desk works under which version; running tickets stay on theirs (B10)."""

    desk = models.ForeignKey(Desk, on_delete=models.CASCADE, related_name="adoptions")
    version = models.ForeignKey(Version, on_delete=models.PROTECT)
    since = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["desk", "since"], name="adopted_once")]
        ordering = ["since"]


class ClosedDate(models.Model):
    """A date on which an operator closed a calendar, in every version of an agreement."""

    agreement = models.SlugField()
    calendar = models.CharField(max_length=50)
    date = models.DateField()
    name = models.CharField(max_length=120)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "calendar", "date"], name="date_closed_once"
            )
        ]


def in_force(desk_id: int, at: datetime) -> Version | None:
    """The version a desk works under at an instant."""
    adoption = (
        Adoption.objects.filter(desk_id=desk_id, since__lte=at)
        .select_related("version")
        .defer("version__text", "version__holidays")
        .order_by("-since")
        .first()
    )
    return adoption.version if adoption else None


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


_known: "dict[str, Loaded]" = {}
_closed: "dict[str, tuple[Dates, Loaded]]" = {}  # with the dates that were closed since
