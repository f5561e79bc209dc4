"""When a calendar is open, as it is written: weekly hours, closed dates, dates of their own.

Local time lives in this file only; all that leaves it is microseconds since the epoch. A local
time is read as RFC 5545 reads it (3.3.5): one that comes twice is its first, one that is
skipped is as long after the gap. That is what `fold=0` means to zoneinfo (PEP 495).
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import ClassVar, Protocol
from zoneinfo import ZoneInfo

from prazo.engine.instant import EPOCH, SECOND_US, to_datetime
from prazo.engine.span import clipped, merged

Stretch = tuple[int, int]  # [start, end), microseconds since the epoch
Window = tuple[int, int]  # [opens, closes), seconds since local midnight; closes may pass 86400

ONE_DAY = timedelta(days=1)
MIDNIGHT = time()
DAY_SECONDS = 86_400
NOWHERE = (1 << 62, -(1 << 62))


class Hours(Protocol):
    """What a calendar needs of its definition. Hashable: equal definitions share a layout."""

    @property
    def zone(self) -> ZoneInfo: ...

    @property
    def unbroken(self) -> bool:
        """Open always, so that days are 24 hours."""

    @property
    def reach(self) -> tuple[int, int] | None:
        """Outside it the calendar is shut for good; None when it opens every week."""

    def stretches(self, since: int, until: int) -> list[Stretch]:
        """The open stretches between two instants: clipped, merged, in order."""

    def on(self, day: date) -> list[Stretch]:
        """The hours that belong to a working day, though they may end on the next."""

    def __hash__(self) -> int: ...


@dataclass(frozen=True)
class WeeklyHours:
    """Hours that return every week, but for closed dates and dates with hours of their own.

    `weekly` has seven entries, Monday first. A closed date is shut 00:00 to 24:00: a night that
    runs into it stops there, and one that runs out of it begins there. A date in `days` has
    those hours instead of its weekly ones, even when it is a holiday; with none it is closed.
    """

    zone: ZoneInfo
    weekly: tuple[tuple[Window, ...], ...]
    holidays: frozenset[date] = frozenset()
    days: frozenset[tuple[date, tuple[Window, ...]]] = frozenset()
    unbroken: ClassVar[bool] = False

    @cached_property
    def own(self) -> dict[date, tuple[Window, ...]]:
        return dict(self.days)

    @cached_property
    def closed(self) -> frozenset[date]:
        return frozenset(self.holidays - self.own.keys()) | {d for d, own in self.days if not own}

    @cached_property
    def reach(self) -> tuple[int, int] | None:
        if any(self.weekly):
            return None
        days = [day for day, windows in self.days if windows]
        if not days:
            return NOWHERE
        return instant(self.zone, min(days), 0), instant(self.zone, max(days), 2 * DAY_SECONDS)

    def stretches(self, since: int, until: int) -> list[Stretch]:
        day = to_datetime(since).astimezone(self.zone).date() - 2 * ONE_DAY
        last = to_datetime(until).astimezone(self.zone).date() + ONE_DAY
        found: list[Stretch] = []
        while day <= last:
            found.extend(self._opened(day))
            day += ONE_DAY
        return clipped(merged(found), since, until)

    def on(self, day: date) -> list[Stretch]:
        return [] if day in self.closed else merged(self._opened(day))

    def __reduce__(self) -> tuple[type["WeeklyHours"], tuple[object, ...]]:
        return WeeklyHours, (self.zone, self.weekly, self.holidays, self.days)

    def _opened(self, day: date) -> list[Stretch]:
        """What opens on a day, less what closed dates take of it."""
        windows = self.own.get(day)
        if windows is None:
            windows = self.weekly[day.weekday()]
        closed = self.closed
        found: list[Stretch] = []
        for opens, closes in windows:
            if day in closed:
                opens = DAY_SECONDS
            if closes > DAY_SECONDS and day + ONE_DAY in closed:
                closes = DAY_SECONDS
            if opens < closes:
                found.append((instant(self.zone, day, opens), instant(self.zone, day, closes)))
        return found


@dataclass(frozen=True)
class RoundTheClock:
    zone: ZoneInfo
    unbroken: ClassVar[bool] = True
    reach: ClassVar[None] = None

    def stretches(self, since: int, until: int) -> list[Stretch]:
        return [(since, until)] if since < until else []

    def on(self, day: date) -> list[Stretch]:
        return [(instant(self.zone, day, 0), instant(self.zone, day, DAY_SECONDS))]


@dataclass(frozen=True)
class UnitedHours:
    """Open when any of its parts is, each in its own zone. Days are those of `zone`."""

    zone: ZoneInfo
    parts: tuple[Hours, ...]

    @cached_property
    def unbroken(self) -> bool:
        return any(part.unbroken for part in self.parts)

    @cached_property
    def reach(self) -> tuple[int, int] | None:
        reaches = [part.reach for part in self.parts]
        known = [reach for reach in reaches if reach is not None and reach != NOWHERE]
        if None in reaches:
            return None
        if not known:
            return NOWHERE
        return min(first for first, _ in known), max(last for _, last in known)

    def stretches(self, since: int, until: int) -> list[Stretch]:
        return merged(s for part in self.parts for s in part.stretches(since, until))

    def on(self, day: date) -> list[Stretch]:
        return merged(
            stretch
            for part in self.parts
            for other in (day - ONE_DAY, day, day + ONE_DAY)
            for stretch in part.on(other)
            if to_datetime(stretch[0]).astimezone(self.zone).date() == day
        )


def window(opens: int, closes: int) -> Window:
    """Closes no later than it opens: on the next day. ValueError outside 00:00 to 24:00."""
    if not (0 <= opens < DAY_SECONDS and 0 <= closes <= DAY_SECONDS):
        raise ValueError(f"hours run from 0 to {DAY_SECONDS} seconds, not {opens} to {closes}")
    return (opens, closes if closes > opens else closes + DAY_SECONDS)


def instant(zone: ZoneInfo, day: date, reading: int) -> int:
    """The instant of a local reading, in seconds since that day's midnight."""
    # Adding to a local time moves the hands of the clock; only the subtraction asks the zone.
    local = datetime.combine(day, MIDNIGHT, zone) + timedelta(seconds=reading)
    gone = local - EPOCH
    return (gone.days * DAY_SECONDS + gone.seconds) * SECOND_US
