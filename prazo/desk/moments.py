"""When "tomorrow morning" is: plain values in, plain values out.

Days are those of the reader's zone, and begin when the calendar of his work opens. A reading that
the clocks skip is as long after them as it would have been before; of one that comes twice the
first is meant.
"""

from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from prazo.engine.calendar import Calendar

NINE, TWO, HALF_PAST_FOUR = time(9), time(14), time(16, 30)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
INSTANT = timedelta(microseconds=1)
LOOKED_AT = 400
"""Days; a calendar that opens on none of them is as good as none."""
MONDAY = 0


class Moment(StrEnum):
    """What is chosen by a word instead of a date."""

    HOUR = "hour"
    AFTERNOON = "afternoon"
    MORNING = "morning"
    MONDAY = "monday"


def moment(
    chosen: Moment, now: datetime, calendar: Calendar | None, zone: ZoneInfo
) -> datetime | None:
    """None where there is no such moment any more: the afternoon of an evening."""
    today = now.astimezone(zone).date()
    match chosen:
        case Moment.HOUR:
            return now + HOUR
        case Moment.AFTERNOON:
            both = (at_reading(today, reading, zone) for reading in (TWO, HALF_PAST_FOUR))
            return next((at for at in both if at - now >= HOUR), None)
        case Moment.MORNING:
            return morning(today + DAY, calendar, zone)
        case Moment.MONDAY:
            ahead = (MONDAY - today.weekday()) % 7 or 7
            return morning(today + ahead * DAY, calendar, zone)


def morning(first: date, calendar: Calendar | None, zone: ZoneInfo) -> datetime:
    """When work begins on the first working day from `first` on; at nine without a calendar."""
    if calendar is not None:
        for ahead in range(LOOKED_AT):
            opens = opening(first + ahead * DAY, calendar, zone)
            if opens is not None:
                return opens
    return at_reading(first, NINE, zone)


def after_working_days(now: datetime, days: int, calendar: Calendar | None) -> datetime:
    """When work begins so many working days after today; by the calendar's own zone. Without one
    every day counts, in UTC."""
    zone = calendar.zone if calendar is not None else ZoneInfo("UTC")
    day = now.astimezone(zone).date()
    at = now
    for _each in range(days):
        at = morning(day + DAY, calendar, zone)
        day = at.astimezone(zone).date()
    return at


def opening(day: date, calendar: Calendar, zone: ZoneInfo) -> datetime | None:
    """When the calendar opens on a day. Where it is open from the day before, as around the clock,
    the day begins at nine, if that is open."""
    begins, ends = at_reading(day, time.min, zone), at_reading(day + DAY, time.min, zone)
    for span in calendar.spans(begins, ends):
        if span.start > begins or not calendar.is_open(begins - INSTANT):
            return span.start
    nine = at_reading(day, NINE, zone)
    return nine if calendar.is_open(nine) else None


def at_reading(day: date, reading: time, zone: ZoneInfo) -> datetime:
    """What a clock on the wall shows, as an instant."""
    return datetime.combine(day, reading, zone).astimezone(UTC)
