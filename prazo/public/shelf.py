"""Which versions of its agreement a desk has published: those it adopted, from when on.

A version that was taken in and never adopted is nobody's to read (AC20).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from prazo.accounts.models import Desk
from prazo.agreements.models import Adoption, Version


@dataclass(frozen=True, slots=True)
class Published:
    """`since` is a local date of the desk."""

    version: Version
    since: date
    begun: bool


@dataclass(frozen=True, slots=True)
class Shelf:
    """All published versions, newest first. `in_force` is the first to come where none is yet."""

    desk: Desk
    versions: tuple[Published, ...]

    @property
    def in_force(self) -> Published:
        begun = [one for one in self.versions if one.begun]
        return begun[0] if begun else self.versions[-1]

    def named(self, version: str) -> Published | None:
        return next((one for one in self.versions if one.version.version == version), None)


def shelf_of(desk: Desk, at: datetime) -> Shelf | None:
    """None for a desk that has published nothing."""
    return _shelf(desk, list(_adoptions().filter(desk=desk)), at)


def shelves(at: datetime) -> list[Shelf]:
    """Of every desk that has published something, by name."""
    by_desk: dict[int, list[Adoption]] = {}
    for adoption in _adoptions():
        by_desk.setdefault(adoption.desk_id, []).append(adoption)
    desks = Desk.objects.filter(pk__in=by_desk).order_by("name")
    found = (_shelf(desk, by_desk[desk.pk], at) for desk in desks)
    return [shelf for shelf in found if shelf is not None]


def _adoptions() -> "QuerySet[Adoption]":
    adoptions = Adoption.objects.select_related("version").order_by("-since")
    return adoptions.defer("version__text", "version__holidays")


def _shelf(desk: Desk, adoptions: Sequence[Adoption], at: datetime) -> Shelf | None:
    """A version adopted twice stands where it began last."""
    zone = ZoneInfo(desk.time_zone)
    found: dict[int, Published] = {}
    for adoption in adoptions:
        since = adoption.since.astimezone(zone).date()
        published = Published(adoption.version, since, adoption.since <= at)
        found.setdefault(adoption.version_id, published)
    return Shelf(desk, tuple(found.values())) if found else None
