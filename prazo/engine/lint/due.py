"""Two promises held against each other over a whole week, since only times tell which is less."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

from prazo.engine.agreement import Agreement, Allowance, Limit
from prazo.engine.calendar import Calendar

HOUR = timedelta(hours=1)
WEEK = timedelta(days=7)
MOST_WEEKS = 26


class Earlier(NamedTuple):
    """From `start`, the second promise falls due before the first."""

    start: datetime
    first: datetime
    second: datetime


def measurable(allowed: Allowance) -> bool:
    """Whether it says a time at all."""
    return allowed.limit in (Limit.WORKING, Limit.DAYS)


def due(calendar: Calendar, allowed: Allowance, start: datetime) -> datetime:
    """When an allowance that is measurable has run out."""
    if allowed.limit is Limit.DAYS:
        return calendar.due_days(start, allowed.days, allowed.end_of_day)
    return calendar.due(start, allowed.time)


@lru_cache(maxsize=4096)
def second_is_earlier(
    first: Calendar, allowed: Allowance, second: Calendar, other: Allowance, week: datetime
) -> Earlier | None:
    """The first start, hour by hour of a week, from which the second is due before the first."""
    for start in starts(week):
        one, two = due(first, allowed, start), due(second, other, start)
        if two < one:
            return Earlier(start, one, two)
    return None


def starts(week: datetime) -> Iterator[datetime]:
    """Every full hour of the week."""
    return (week + hour * HOUR for hour in range(7 * 24))


def plain_week(agreement: Agreement) -> datetime:
    """The first week from the effective date on in which no calendar has a closed date."""
    day = agreement.effective + timedelta(days=-agreement.effective.weekday() % 7)
    closed = {date for facts in agreement.calendars.values() for date in facts.closed}
    for weeks in range(MOST_WEEKS):
        monday = day + weeks * WEEK
        if not any(monday + timedelta(days=n) in closed for n in range(14)):
            day = monday
            break
    return datetime(day.year, day.month, day.day, tzinfo=UTC)
