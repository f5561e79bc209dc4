"""By which calendar somebody's days begin: his own shift, else the office hours of the desk."""

from datetime import datetime

from prazo.agreements.models import Version
from prazo.desk.terms import terms_of
from prazo.engine.calendar import Calendar
from prazo.routing.hours import calendar_of
from prazo.routing.models import Shift


def days_of(desk: int, user: int, version: Version, as_of: datetime) -> Calendar | None:
    shift = Shift.objects.filter(desk=desk, user=user).first()
    if shift is None:
        return office_of(version)
    return calendar_of(shift.time_zone, shift.hours, shift.holidays, as_of.year)


def office_of(version: Version) -> Calendar | None:
    """The first calendar of the agreement that ever closes."""
    calendars = [one.calendar for one in terms_of(version).agreement.calendars.values()]
    return next((one for one in calendars if not one.hours.unbroken), None)
