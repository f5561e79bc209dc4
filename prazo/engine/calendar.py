"""When an agreement's time runs (`agreement.md`, "Calendar arithmetic").

A calendar answers which stretches of real time are open; due times, time spent and
explanations are sums over those, in UTC, to the microsecond. Whatever zone an instant is given
in, answers are in UTC. The methods ending in `_us` are the same in whole microseconds since
the epoch, for the fold.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from prazo.engine.errors import CalendarError, NaiveInstant, NeverCloses, NeverOpens, OutOfReach
from prazo.engine.hours import Hours, RoundTheClock, UnitedHours, WeeklyHours, window
from prazo.engine.instant import DAY_US, EPOCH, MICROSECOND, to_datetime, to_us
from prazo.engine.layout import FIRST, LAST, Layout, Table, clipped, layout_of
from prazo.engine.span import Span

NOTHING = timedelta()
ONE_MICROSECOND = 1


class Calendar:
    """Named hours. Equal when defined alike, whatever the name; pickled as its definition.

    All methods raise NaiveInstant for a datetime without a zone and OutOfReach for one outside
    1900 to 2200.
    """

    __slots__ = ("_hash", "hours", "layout", "name")

    def __init__(self, name: str, hours: Hours) -> None:
        self.name = name
        self.hours = hours
        self.layout: Layout = layout_of(hours)
        self._hash = hash(hours)

    @property
    def zone(self) -> ZoneInfo:
        return self.hours.zone

    def due(self, since: datetime, allowed: timedelta) -> datetime:
        """The earliest instant at which so much working time is spent: at closing, if just then.

        Nothing allowed, from a closed instant, is due at the next opening. ValueError when
        `allowed` is negative, NeverOpens when there is not so much time left.
        """
        table = self.layout.table
        try:
            gone = since - EPOCH
        except TypeError:
            raise NaiveInstant(since) from None
        k = bisect_right(table.opens_d, gone)
        if k and allowed > NOTHING:
            total = gone + table.shift_d[k] if gone < table.closes_d[k] else table.totals_d[k]
            try:
                total += allowed
                return table.base_d[bisect_left(table.totals_d, total, k)] + total
            except (IndexError, OverflowError):
                pass  # beyond the table, or beyond all time
        return to_datetime(self._due(gone // MICROSECOND, allowed // MICROSECOND))

    def due_us(self, since: int, allowed: int) -> int:
        """`due` in microseconds."""
        table = self.layout.table
        k = bisect_right(table.opens, since)
        if k and allowed > 0:
            total = since + table.shift[k] if since < table.closes[k] else table.totals[k]
            total += allowed
            k = bisect_left(table.totals, total, k)
            if k < len(table.shift):
                return total - table.shift[k]
        return self._due(since, allowed)

    def before(self, until: datetime, allowed: timedelta) -> datetime:
        """The mirror of `due`: the latest instant from which so much is spent until then.

        At opening, if just then; nothing allowed, from a closed instant, is the last closing.
        """
        return to_datetime(self.before_us(to_us(until), allowed // MICROSECOND))

    def before_us(self, until: int, allowed: int) -> int:
        """`before` in microseconds."""
        if allowed < 0:
            raise ValueError(f"working time cannot be negative: {allowed * MICROSECOND}")
        table = self._covering(until, until)
        while True:
            k = bisect_left(table.opens, until)  # as many as opened before then
            if allowed == 0:
                if k:
                    return min(until, table.closes[k])
            else:
                found = table.latest(table.worked(until) - allowed)
                if found is not None:
                    return found
            table = self._earlier(table)

    def spent(self, since: datetime, until: datetime) -> timedelta:
        """Working time between two instants. ValueError when `until` is before `since`."""
        return self.spent_us(to_us(since), to_us(until)) * MICROSECOND

    def spent_us(self, since: int, until: int) -> int:
        """`spent` in microseconds."""
        if until < since:
            raise ValueError(f"{to_datetime(until)} is before {to_datetime(since)}")
        table = self.layout.table
        if since < table.since or until > table.until:
            table = self._covering(since, until)
        return table.worked(until) - table.worked(since)

    def due_days(self, since: datetime, days: int, end_of_day: bool = False) -> datetime:
        """The same time of day so many working days later; earlier, when negative.

        A start outside hours counts from the next opening (going back: from the last closing).
        A time of day that is closed then is due at that day's closing, and so is every one
        with `end_of_day`. A calendar that never closes counts days of 24 hours.
        """
        return to_datetime(self.due_days_us(to_us(since), days, end_of_day))

    def due_days_us(self, since: int, days: int, end_of_day: bool = False) -> int:
        """`due_days` in microseconds."""
        working_days = self.layout.working_days
        if self.hours.unbroken:
            due = since + days * DAY_US
            if not FIRST <= due < LAST:
                raise OutOfReach(self.name)
            return working_days.midnight_after(due) if end_of_day else due
        start = self.due_us(since, 0) if days >= 0 else self.before_us(since, 0)
        first = working_days.day_of(start, going_back=days < 0)
        day = working_days.after(first, days)
        if day is None:
            raise NeverOpens(self.name, f"has no {abs(days)} working days from {first} on")
        if end_of_day:
            return working_days.closing(day)
        if days == 0:
            return start
        due = working_days.at(day, working_days.reading(start, first))
        opens = due - ONE_MICROSECOND if days < 0 else due  # going back, a closing is open
        return due if self.is_open_us(opens) else working_days.closing(day)

    def is_open(self, at: datetime) -> bool:
        """Open at its opening, closed at its closing."""
        return self.is_open_us(to_us(at))

    def is_open_us(self, at: int) -> bool:
        """`is_open` in microseconds."""
        return self._covering(at, at + 1).open_at(at)

    def spans(self, since: datetime, until: datetime) -> tuple[Span, ...]:
        """The open stretches between two instants: clipped, merged, in order."""
        return tuple(
            Span(to_datetime(start), to_datetime(end))
            for start, end in self.spans_us(to_us(since), to_us(until))
        )

    def stretches(self, since: datetime, until: datetime) -> list[tuple[datetime, datetime]]:
        """`spans` as plain pairs, of instants that are in UTC already: for the fold."""
        table = self.layout.table
        if table.since_at <= since <= until <= table.until_at:
            return clipped(table.opens_at, table.closes_at, since, until)
        return [
            (to_datetime(start), to_datetime(end))
            for start, end in self.spans_us(to_us(since), to_us(until))
        ]

    def spans_us(self, since: int, until: int) -> list[tuple[int, int]]:
        """`spans` in microseconds."""
        if until < since:
            raise ValueError(f"{to_datetime(until)} is before {to_datetime(since)}")
        return self._covering(since, until).within(since, until)

    def next_open(self, at: datetime, inclusive: bool = False) -> datetime:
        """The first opening after an instant (or at it). NeverOpens when there is none."""
        return to_datetime(self._next(to_us(at), inclusive, opening=True))

    def next_close(self, at: datetime, inclusive: bool = False) -> datetime:
        """The first closing after an instant (or at it). NeverCloses when there is none."""
        return to_datetime(self._next(to_us(at), inclusive, opening=False))

    def prev_open(self, at: datetime, inclusive: bool = False) -> datetime:
        """The last opening before an instant (or at it). NeverOpens when there is none."""
        return to_datetime(self._previous(to_us(at), inclusive, opening=True))

    def prev_close(self, at: datetime, inclusive: bool = False) -> datetime:
        """The last closing before an instant (or at it). NeverCloses when there is none."""
        return to_datetime(self._previous(to_us(at), inclusive, opening=False))

    def check(self, as_of: datetime | None = None) -> None:
        """NeverOpens, by name, when there is no working time after `as_of` (or at all)."""
        reach = self.hours.reach
        if reach is not None and reach[0] >= reach[1]:
            raise NeverOpens(self.name)
        if as_of is not None:
            self.due_us(to_us(as_of), ONE_MICROSECOND)

    def _due(self, since: int, allowed: int) -> int:
        """`due` for what the present table does not hold."""
        if allowed < 0:
            raise ValueError(f"working time cannot be negative: {allowed * MICROSECOND}")
        table = self._covering(since, since)
        if allowed > LAST - since:
            raise self._exhausted("has not so much time left")
        while True:
            if allowed == 0:
                k = bisect_right(table.opens, since)
                if since < table.closes[k]:
                    return since
                if k < len(table.opens):
                    return table.opens[k]
            else:
                found = table.earliest(table.worked(since) + allowed)
                if found is not None:
                    return found
            table = self._longer(table)

    def _next(self, at: int, inclusive: bool, opening: bool) -> int:
        """The first edge after an instant. Where the table ends is no edge."""
        table = self._covering(at - 1, at + 1)
        while True:
            edges = table.opens if opening else table.closes
            k = bisect_left(edges, at) if inclusive else bisect_right(edges, at)
            if k < len(edges) and edges[k] < table.until:
                return edges[k]
            longer = self.layout.longer(table)
            if longer is None:
                raise self._never(opening, f"after {to_datetime(at)}")
            table = longer

    def _previous(self, at: int, inclusive: bool, opening: bool) -> int:
        """The last edge before an instant. Where the table begins is no edge."""
        table = self._covering(at - 1, at + 1)
        while True:
            edges = table.opens if opening else table.closes
            k = bisect_right(edges, at) if inclusive else bisect_left(edges, at)
            if k and edges[k - 1] > table.since:
                return edges[k - 1]
            earlier = self.layout.earlier(table)
            if earlier is None:
                raise self._never(opening, f"before {to_datetime(at)}")
            table = earlier

    def _covering(self, since: int, until: int) -> Table:
        table = self.layout.covering(since, until)
        if table is None:
            raise OutOfReach(self.name)
        return table

    def _longer(self, table: Table) -> Table:
        longer = self.layout.longer(table)
        if longer is None:
            raise self._exhausted("never opens again")
        return longer

    def _earlier(self, table: Table) -> Table:
        earlier = self.layout.earlier(table)
        if earlier is None:
            raise self._exhausted("was not open before")
        return earlier

    def _exhausted(self, fault: str) -> CalendarError:
        if self.hours.reach is None:
            return OutOfReach(self.name)
        return NeverOpens(self.name, fault)

    def _never(self, opening: bool, when: str) -> CalendarError:
        if opening:
            return NeverOpens(self.name, f"does not open {when}")
        return NeverCloses(self.name, f"does not close {when}")

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Calendar) and self.hours == other.hours

    def __hash__(self) -> int:
        return self._hash

    def __repr__(self) -> str:
        return f"<Calendar {self.name!r} {self.zone}>"

    def __reduce__(self) -> tuple[type["Calendar"], tuple[str, Hours]]:
        return Calendar, (self.name, self.hours)

    def __copy__(self) -> "Calendar":
        return self

    def __deepcopy__(self, memo: object) -> "Calendar":
        return self


def weekly(
    name: str,
    zone: ZoneInfo | str,
    hours: Mapping[int, Iterable[tuple[int, int]]],
    holidays: Iterable[date] = (),
    closed: Iterable[date] = (),
    days: Mapping[date, Iterable[tuple[int, int]]] | None = None,
) -> Calendar:
    """Hours by weekday (Monday is 0) and date, each (opens, closes) in seconds since midnight.

    Hours that close no later than they open end on the next day; 86400 is a close. `holidays`
    and `closed` shut their local dates; a date in `days` has those hours instead of all that,
    and is shut when it has none. ValueError for a weekday or an hour that there is not.
    """
    if not hours.keys() <= set(range(7)):
        raise ValueError(f"weekdays run from 0, Monday, to 6: {sorted(hours)}")
    week = tuple(_windows(hours.get(day, ())) for day in range(7))
    own = frozenset((day, _windows(windows)) for day, windows in (days or {}).items())
    return Calendar(
        name, WeeklyHours(_zone(zone), week, frozenset(holidays) | frozenset(closed), own)
    )


def always(zone: ZoneInfo | str = "UTC", name: str = "always") -> Calendar:
    """Round the clock: four days are 96 hours. The zone is for those who show its times."""
    return Calendar(name, RoundTheClock(_zone(zone)))


def union(name: str, *calendars: Calendar) -> Calendar:
    """Open when any of them is. Its days are local dates of the first one's zone."""
    if not calendars:
        raise ValueError("a union needs a calendar")
    return Calendar(name, UnitedHours(calendars[0].zone, tuple(c.hours for c in calendars)))


def _windows(windows: Iterable[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    return tuple(sorted(window(opens, closes) for opens, closes in windows))


def _zone(zone: ZoneInfo | str) -> ZoneInfo:
    return ZoneInfo(zone) if isinstance(zone, str) else zone
