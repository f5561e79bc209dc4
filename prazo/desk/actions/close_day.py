"""Close a calendar on one more date: the clocks of all open tickets are counted anew."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from prazo.accounts.changes import record_change
from prazo.accounts.models import Desk
from prazo.accounts.operator import Operator
from prazo.agreements import closed_dates
from prazo.agreements.models import Adoption, Version
from prazo.desk.moved_clocks import Change
from prazo.desk.recount import Show, recount
from prazo.engine.calendar import Calendar
from prazo.engine.hours import WeeklyHours
from prazo.engine.instant import to_us
from prazo.lib.refusal import Refusal


def close_day(
    agreement: str, calendar: str, day: date, name: str, show: Show, *, by: Operator
) -> int:
    """How many clocks are due at another time now. `show(done, all)` hears of tickets counted.

    Refused where the agreement or its calendar is not known, or is shut on that day already.
    Broken off, it is done again from the beginning; the date was closed, and is told, once.
    """
    versions = list(Version.objects.defer("text", "holidays").filter(agreement=agreement))
    _refuse(agreement, calendar, day, [_calendars(version) for version in versions])
    with transaction.atomic():
        if closed_dates.add(agreement, calendar, day, name):
            _record(versions, f"{agreement}: {calendar}", day, name, by)
    changes = [
        Change(
            version=version,
            calendars=closed_dates.shut_with(version.loaded().document, calendar),
            day=_instants(calendars[calendar], day),
            as_of=to_us(by.at),
        )
        for version in versions
        if calendar in (calendars := _calendars(version))
    ]
    return recount(changes, show)


def _record(versions: Iterable[Version], about: str, day: date, name: str, by: Operator) -> None:
    """At each desk that works, worked or will work under the agreement."""
    desks = Adoption.objects.filter(version__in=versions).values("desk")
    for desk in Desk.objects.filter(pk__in=desks).order_by("pk"):
        after = {"closed": day.isoformat(), "name": name}
        record_change(desk, by, "agreement.day_closed", about, {}, after)


def _refuse(
    agreement: str, calendar: str, day: date, versions: Sequence[Mapping[str, Calendar]]
) -> None:
    """Before anything is written; what was closed and only half counted may be closed again."""
    if not versions:
        known = Version.objects.values_list("agreement", flat=True).distinct()
        names = {"name": agreement, "known": ", ".join(sorted(known))}
        raise Refusal(
            "unknown_agreement",
            _("There is no agreement “%(name)s”. There are: %(known)s."),
            "agreement",
            names,
        )
    found = [calendars[calendar].hours for calendars in versions if calendar in calendars]
    weekly = [hours for hours in found if isinstance(hours, WeeklyHours)]
    if not weekly:
        own = {
            name
            for calendars in versions
            for name, known in calendars.items()
            if isinstance(known.hours, WeeklyHours)
        }
        raise Refusal(
            "unknown_calendar",
            _("“%(name)s” has no hours of its own to be closed. Choose one of: %(known)s."),
            "calendar",
            {"name": calendar, "known": ", ".join(sorted(own)) or "—"},
        )
    again = (calendar, day) in {(c, d) for c, d, _name in closed_dates.closed_dates(agreement)}
    if not again and all(day in hours.closed for hours in weekly):
        raise Refusal("closed_already", _("It is closed on that day already."), "day")


def _calendars(version: Version) -> dict[str, Calendar]:
    calendars = version.loaded().agreement.calendars
    return {name: facts.calendar for name, facts in calendars.items()}


def _instants(calendar: Calendar, day: date) -> tuple[int, int]:
    """The local day, 00:00 to 24:00, in µs since the epoch."""
    midnight = datetime(day.year, day.month, day.day, tzinfo=calendar.zone)
    return to_us(midnight), to_us(midnight + timedelta(days=1))
