"""An oracle that knows no spans: it steps through time and reads the clock on the wall.

It shares nothing with the engine but the zone's name. Each step of UTC is turned into local
time; when a reading happens, and what becomes of one that never does or happens twice, is seen
from that sequence alone, not from `fold`.
"""

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import pairwise
from zoneinfo import ZoneInfo

Windows = Sequence[tuple[int, int]]  # seconds since local midnight
EPOCH = datetime(1970, 1, 1)


@cache
def changes(zone: str, first: int, last: int) -> list[datetime]:
    """The instants of a zone's clock changes in the years from `first` to `last`."""
    tz = ZoneInfo(zone)
    day, end = datetime(first, 1, 1, tzinfo=UTC), datetime(last + 1, 1, 1, tzinfo=UTC)
    found = []
    while day < end:
        if day.astimezone(tz).utcoffset() != (day + timedelta(days=1)).astimezone(tz).utcoffset():
            hours = [day + timedelta(hours=hour) for hour in range(25)]
            found += [
                after
                for before, after in pairwise(hours)
                if before.astimezone(tz).utcoffset() != after.astimezone(tz).utcoffset()
            ]
        day += timedelta(days=1)
    return found


class WallClock:
    """Local readings, in seconds, at each step of a stretch of UTC."""

    def __init__(self, zone: str, since: datetime, until: datetime, step: int) -> None:
        self.since, self.step = int(since.timestamp()), step
        tz = ZoneInfo(zone)
        self.instants = range(self.since, int(until.timestamp()), step)
        self.readings = [
            int((datetime.fromtimestamp(i, tz).replace(tzinfo=None) - EPOCH).total_seconds())
            for i in self.instants
        ]
        self.first: dict[int, int] = {}
        for instant, reading in zip(self.instants, self.readings, strict=True):
            self.first.setdefault(reading, instant)
        self.gaps = [
            (before + step, after, instant)
            for (before, after), instant in zip(
                pairwise(self.readings), self.instants[1:], strict=True
            )
            if after > before + step
        ]

    def instant(self, reading: int) -> int:
        """When a reading first happens; when it is skipped, as long after the gap as into it.

        Readings before or after the stretch happen before or after it.
        """
        if reading in self.first:
            return self.first[reading]
        for gap, end, instant in self.gaps:
            if gap <= reading < end:
                return instant + reading - gap
        if reading < self.readings[0]:
            return self.instants[0]
        return self.instants[-1] + self.step

    def open_steps(
        self,
        weekly: Mapping[int, Windows],
        holidays: frozenset[date] = frozenset(),
        own: Mapping[date, Windows] | None = None,
    ) -> bytearray:
        """Whether each step is open: 1 or 0."""
        own = own or {}
        steps = bytearray(len(self.readings))
        days = list(self._days())
        for day in days:
            for opens, closes in own.get(day, weekly.get(day.weekday(), ())):
                after = 86_400 if closes <= opens else 0
                self._paint(steps, day, opens, closes + after, 1)
        for day in days:
            shut = not own[day] if day in own else day in holidays
            if shut:
                self._paint(steps, day, 0, 86_400, 0)
        return steps

    def spans(self, steps: bytearray) -> Iterator[tuple[int, int]]:
        """The open stretches, in seconds since the epoch."""
        place = steps.find(1)
        while place >= 0:
            end = steps.find(0, place)
            end = len(steps) if end < 0 else end
            yield self.since + place * self.step, self.since + end * self.step
            place = steps.find(1, end)

    def _days(self) -> Iterator[date]:
        day = (EPOCH + timedelta(seconds=min(self.readings))).date() - timedelta(days=2)
        while day <= (EPOCH + timedelta(seconds=max(self.readings))).date():
            yield day
            day += timedelta(days=1)

    def _paint(self, steps: bytearray, day: date, opens: int, closes: int, open_: int) -> None:
        midnight = (day.toordinal() - EPOCH.toordinal()) * 86_400
        start = bisect_left(self.instants, self.instant(midnight + opens))
        end = bisect_left(self.instants, self.instant(midnight + closes))
        steps[start:end] = bytes([open_]) * max(0, end - start)
