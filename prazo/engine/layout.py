"""Open stretches laid out once, with running totals, so that every question is a bisection.

A Table is a finished piece of the line of time and never changes; a Layout replaces it by a
longer one when somebody asks about an instant outside it. Readers take the table once and need
no lock.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from threading import Lock
from typing import TypeVar

from prazo.engine.hours import Hours, Stretch
from prazo.engine.instant import DAY_US, EPOCH, MICROSECOND, to_datetime
from prazo.engine.span import merged
from prazo.engine.working_days import WorkingDays

FIRST = -25_567 * DAY_US  # 1900-01-01
LAST = 84_006 * DAY_US  # 2200-01-01
BACK, AHEAD = 14 * DAY_US, 130 * DAY_US  # what is laid out around the first instant asked about
MOST = 16 * 366 * DAY_US  # what one extension adds at most, beyond what was asked for


class Table:
    """The stretches of [since, until), numbered from 1; index 0 is the time before them.

    `totals[k]` is the working time in the first k; `shift[k]` added to an instant inside stretch
    k makes it the working time until then, and taken from that makes it the instant again.
    What ends in `_d` holds the same as timedelta since the epoch and in `_at` as datetime;
    `base_d[k]` is the datetime to which working time that ends in stretch k is added. Arithmetic
    on those is several times faster than turning datetimes into microseconds and back.
    """

    __slots__ = (
        "base_d", "closes", "closes_at", "closes_d", "opens", "opens_at", "opens_d", "shift",
        "shift_d", "since", "since_at", "totals", "totals_d", "until", "until_at",
    )  # fmt: skip

    def __init__(self, since: int, until: int, stretches: Sequence[Stretch]) -> None:
        self.since, self.until = since, until
        self.since_at, self.until_at = to_datetime(since), to_datetime(until)
        self.opens = [start for start, _ in stretches]
        self.closes = [since, *(end for _, end in stretches)]
        self.totals = [0]
        self.shift = [0]
        total = 0
        for start, end in stretches:
            self.shift.append(total - start)
            total += end - start
            self.totals.append(total)
        self.opens_at = [to_datetime(us) for us in self.opens]
        self.closes_at = [to_datetime(us) for us in self.closes]
        self.opens_d = [us * MICROSECOND for us in self.opens]
        self.closes_d = [us * MICROSECOND for us in self.closes]
        self.totals_d = [us * MICROSECOND for us in self.totals]
        self.shift_d = [us * MICROSECOND for us in self.shift]
        self.base_d = [EPOCH - shift for shift in self.shift_d]

    def worked(self, us: int) -> int:
        """Working time from `since` to an instant of the table."""
        k = bisect_right(self.opens, us)
        return us + self.shift[k] if us < self.closes[k] else self.totals[k]

    def earliest(self, total: int) -> int | None:
        """The first instant at which so much is worked (more than nothing), if it is here."""
        k = bisect_left(self.totals, total)
        return total - self.shift[k] if k < len(self.shift) else None

    def latest(self, total: int) -> int | None:
        """The last instant at which no more than so much is worked, if it is here."""
        k = bisect_right(self.totals, total)
        return total - self.shift[k] if 0 < k < len(self.shift) else None

    def open_at(self, us: int) -> bool:
        return us < self.closes[bisect_right(self.opens, us)]

    def within(self, since: int, until: int) -> list[Stretch]:
        """The stretches between two instants of the table, clipped."""
        return clipped(self.opens, self.closes, since, until)

    def stretches(self) -> list[Stretch]:
        return list(zip(self.opens, self.closes[1:], strict=True))


T = TypeVar("T", int, datetime)


def clipped(opens: list[T], closes: list[T], since: T, until: T) -> list[tuple[T, T]]:
    """The stretches of a table between two instants, which are as its edges are."""
    first = bisect_right(opens, since)
    last = bisect_left(opens, until, first)
    if first == last:  # nothing opens in between
        end = closes[first]
        return [(since, until if until < end else end)] if since < end and since < until else []
    found = list(zip(opens[first:last], closes[first + 1 : last + 1], strict=True))
    if since < closes[first]:
        found.insert(0, (since, closes[first]))
    if until < found[-1][1]:
        found[-1] = (found[-1][0], until)
    return found


class Layout:
    """The tables of one definition. Shared by all calendars defined alike, and by threads."""

    def __init__(self, hours: Hours) -> None:
        self.hours = hours
        self.working_days = WorkingDays(hours)
        self.table = Table(1, 0, ())  # covers nothing
        self._lock = Lock()

    def covering(self, since: int, until: int) -> Table | None:
        """A table in which both lie; None when one is out of reach."""
        table = self.table
        if table.since <= since and until <= table.until:
            return table
        if since < FIRST or until > LAST:
            return None
        with self._lock:
            table = self.table
            if table.since > table.until:
                self.table = self._laid(since - BACK, until + AHEAD)
            elif since < table.since or table.until < until:  # no other thread was quicker
                more = min(table.until - table.since, MOST)
                lower = table.since if since >= table.since else min(since, table.since - more)
                upper = table.until if until <= table.until else max(until, table.until + more)
                self.table = self._extended(table, lower, upper)
            return self.table

    def longer(self, table: Table) -> Table | None:
        """A table that goes on after this one, if the calendar may open there again."""
        end = self._bound(1)
        if table.until >= end:
            return None
        return self.covering(table.since, min(table.until + DAY_US, end))

    def earlier(self, table: Table) -> Table | None:
        """A table that begins before this one, if the calendar may have been open there."""
        end = self._bound(0)
        if table.since <= end:
            return None
        return self.covering(max(table.since - DAY_US, end), table.until)

    def _bound(self, side: int) -> int:
        reach = self.hours.reach
        if reach is None:
            return (FIRST, LAST)[side]
        return min(max(reach[side], FIRST), LAST)

    def _laid(self, since: int, until: int) -> Table:
        since, until = max(since, FIRST), min(until, LAST)
        return Table(since, until, self.hours.stretches(since, until))

    def _extended(self, table: Table, since: int, until: int) -> Table:
        since, until = max(since, FIRST), min(until, LAST)
        return Table(
            since,
            until,
            merged(
                [
                    *self.hours.stretches(since, table.since),
                    *table.stretches(),
                    *self.hours.stretches(table.until, until),
                ]
            ),
        )


@lru_cache(maxsize=1024)
def layout_of(hours: Hours) -> Layout:
    return Layout(hours)
