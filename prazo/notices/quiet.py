"""When a mail may go: quiet hours and the instants of digests, by a person's own clock.

A reading that a change of the clocks leaves out is taken as RFC 5545 takes it, with the offset
before the change. One that comes twice begins the quiet hours the first time and ends them the
second.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Quiet:
    """From one reading of the clock to the next `until`, mostly over midnight."""

    begins: time
    until: time


def awake(at: datetime, quiet: Quiet | None, zone: ZoneInfo) -> datetime:
    """`at` itself, or the end of the quiet hours it falls in."""
    if quiet is None or quiet.begins == quiet.until:
        return at
    today = at.astimezone(zone).date()
    for day in (today - DAY, today):
        begins = _instant(day, quiet.begins, zone, fold=0)
        last = day if quiet.begins < quiet.until else day + DAY
        until = _instant(last, quiet.until, zone, fold=1)
        if begins <= at < until:
            return until
    return at


def next_hour(at: datetime, zone: ZoneInfo) -> datetime:
    """The next full hour the person's clock shows."""
    local = at.astimezone(zone)
    past = timedelta(minutes=local.minute, seconds=local.second, microseconds=local.microsecond)
    return at - past + timedelta(hours=1)


def next_day_at(at: datetime, hour: int, zone: ZoneInfo) -> datetime:
    """The next time the person's clock shows that hour."""
    today = at.astimezone(zone).date()
    instants = (_instant(today + DAY * n, time(hour), zone, fold=0) for n in range(3))
    return next(instant for instant in instants if instant > at)


def _instant(day: date, reading: time, zone: ZoneInfo, fold: int) -> datetime:
    local = datetime.combine(day, reading, zone)
    if _shows(local.replace(fold=1), zone):  # else it is left out, and `fold` means another thing
        local = local.replace(fold=fold)
    return local.astimezone(UTC)


def _shows(local: datetime, zone: ZoneInfo) -> bool:
    there = local.astimezone(UTC).astimezone(zone)
    return there.replace(tzinfo=None) == local.replace(tzinfo=None)
