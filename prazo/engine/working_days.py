"""Working days counted: targets in days ("four working days") rather than in time."""

from bisect import bisect_left, bisect_right
from datetime import date, datetime, time, timedelta

from prazo.engine.hours import ONE_DAY, Hours, instant
from prazo.engine.instant import MICROSECOND, SECOND_US, to_datetime

YEARS = range(1900, 2200)


class WorkingDays:
    """The local dates that have hours, by year, each year found when it is first asked for."""

    def __init__(self, hours: Hours) -> None:
        self._hours = hours
        self._by_year: dict[int, tuple[int, ...]] = {}

    def day_of(self, at: int, going_back: bool) -> date:
        """The day to whose hours an open instant belongs: at night it may be the eve.

        Going back, a closing is still open and an opening no longer.
        """
        local = self._local(at - going_back).date()
        for day in (local, local - ONE_DAY):
            for opens, closes in self._hours.on(day):
                if opens < at <= closes if going_back else opens <= at < closes:
                    return day
        return local

    def after(self, day: date, days: int) -> date | None:
        """The working day so many after (before, when negative) a date; None past the last."""
        year, ordinal = day.year, day.toordinal()
        if days == 0:
            return day
        while year in YEARS and self._may_open(year, days):
            found = self._year(year)
            if days > 0:
                place = bisect_right(found, ordinal) + days - 1
                if place < len(found):
                    return date.fromordinal(found[place])
                days = place - len(found) + 1
                year += 1
            else:
                place = bisect_left(found, ordinal) + days
                if place >= 0:
                    return date.fromordinal(found[place])
                days = place
                year -= 1
        return None

    def closing(self, day: date) -> int:
        """When a day's hours end, or the night that runs into a day without any of its own.

        A night that outlasts the day's own hours is open still where they end.
        """
        own, eve = self._hours.on(day), self._hours.on(day - ONE_DAY)
        if own:
            return max(own[-1][1], eve[-1][1]) if eve else own[-1][1]
        zone = self._hours.zone
        midnights = instant(zone, day, 0), instant(zone, day + ONE_DAY, 0)
        return self._hours.stretches(*midnights)[-1][1]

    def midnight_after(self, at: int) -> int:
        """The end of an instant's local date."""
        return instant(self._hours.zone, self._local(at).date() + ONE_DAY, 0)

    def reading(self, at: int, day: date) -> timedelta:
        """What the clock on the wall shows, counted from a day's midnight."""
        return self._local(at).replace(tzinfo=None) - datetime.combine(day, time())

    def at(self, day: date, reading: timedelta) -> int:
        seconds, us = divmod(reading // MICROSECOND, SECOND_US)
        return instant(self._hours.zone, day, seconds) + us

    def _local(self, at: int) -> datetime:
        return to_datetime(at).astimezone(self._hours.zone)

    def _may_open(self, year: int, days: int) -> bool:
        reach = self._hours.reach
        if reach is None:
            return True
        if reach[0] > reach[1]:
            return False
        if days > 0:
            return year <= self._local(reach[1]).year
        return year >= self._local(reach[0]).year

    def _year(self, year: int) -> tuple[int, ...]:
        known = self._by_year.get(year)
        if known is None:
            first, end = date(year, 1, 1).toordinal(), date(year + 1, 1, 1).toordinal()
            known = tuple(n for n in range(first, end) if self._hours.on(date.fromordinal(n)))
            self._by_year[year] = known
        return known
