"""Calendars around every clock change, against the clock on the wall.

Four days around each change of 2020 to 2035 minute by minute, which is how zones have changed
since 1972, and the hours next to it second by second. The long form, `pytest -m slow`, steps
through all four days by the second. Zones without a change then are watched over the old
changes of 2010 to 2019, where they had any, and over some weeks of 2026.
"""

import random
from bisect import bisect_right
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import accumulate
from zoneinfo import ZoneInfo

import pytest

from prazo.engine.calendar import Calendar, weekly
from tests.engine.wall_clock import WallClock, changes

ZONES = {
    "America/New_York": (2020, 32),
    "America/Sao_Paulo": (2010, 19),  # the last in February 2019
    "America/Santiago": (2020, 32),
    "America/Argentina/Buenos_Aires": (2007, 4),  # the last in March 2009
    "Europe/Madrid": (2020, 32),
    "Europe/Berlin": (2020, 32),
    "Asia/Beirut": (2020, 32),
}
QUIET = [datetime(2026, month, 1, tzinfo=UTC) for month in (1, 2, 6, 10, 12)]

MINUTE, HOUR = 60, 3600
EVERY_DAY = range(7)
PATTERNS = {
    "office": {day: [(9 * HOUR, 18 * HOUR)] for day in range(5)},
    "nights": {day: [(22 * HOUR, 6 * HOUR)] for day in EVERY_DAY},
    "around the change": {
        day: [(23 * HOUR + 30 * MINUTE, 15 * MINUTE), (30 * MINUTE, 90 * MINUTE),
              (2 * HOUR + 10 * MINUTE, 2 * HOUR + 50 * MINUTE)]
        for day in EVERY_DAY
    },
    "to midnight": {day: [(0, 45 * MINUTE), (12 * HOUR, 24 * HOUR)] for day in EVERY_DAY},
    "whole days": {day: [(0, 0)] for day in (0, 2, 5, 6)},
}  # fmt: skip


def watched(zone: str) -> list[datetime]:
    found = changes(zone, ZONES[zone][0], 2035)
    assert len(found) == ZONES[zone][1], "the zone data has changed: look at the new rules"
    return found + (QUIET if ZONES[zone][0] < 2020 else [])


def calendars(zone: str, local: date) -> Iterator[tuple[Calendar, dict[str, object]]]:
    """Each pattern plain, with the day of the change or its eve closed, or with its own hours."""
    eve = local - timedelta(days=1)
    for name, hours in PATTERNS.items():
        for holidays, own in (
            (frozenset[date](), {}),
            (frozenset({local}), {}),
            (frozenset({eve}), {local: [(75 * MINUTE, 165 * MINUTE), (20 * HOUR, 3 * HOUR)]}),
            (frozenset({local, eve}), {eve: [], local: [(0, 24 * HOUR)]}),
        ):
            calendar = weekly(f"{name} {local}", zone, hours, holidays=holidays, days=own)
            yield calendar, {"weekly": hours, "holidays": holidays, "own": own}


def held_against(calendar: Calendar, wall: WallClock, steps: bytearray, ask: int) -> None:
    """All open stretches; then `ask` instants and durations, each question by itself."""
    spans = list(wall.spans(steps))
    since, until = wall.since, wall.since + len(steps) * wall.step
    found = calendar.spans_us(since * 10**6, until * 10**6)
    assert found == [(start * 10**6, end * 10**6) for start, end in spans]

    worked = [0, *accumulate(steps)]
    chance = random.Random(since)
    for _ in range(ask):
        place, last = sorted(chance.randrange(len(steps)) for _ in "ab")
        at, end = (datetime.fromtimestamp(wall.instants[i], UTC) for i in (place, last))
        spent = (worked[last] - worked[place]) * wall.step
        assert calendar.is_open(at) is bool(steps[place])
        assert calendar.spent(at, end) == timedelta(seconds=spent)
        if spent:
            due = bisect_right(worked, worked[last] - 1)  # the first with so much behind it
            instant = datetime.fromtimestamp(since + due * wall.step, UTC)
            assert calendar.due(at, timedelta(seconds=spent)) == instant
            start = bisect_right(worked, worked[place]) - 1  # the last with no more behind it
            instant = datetime.fromtimestamp(since + start * wall.step, UTC)
            assert calendar.before(end, timedelta(seconds=spent)) == instant


@pytest.mark.parametrize("zone", ZONES)
def test_every_minute_of_four_days_around_each_change(zone):
    for turn, change in enumerate(watched(zone)):
        around = timedelta(hours=48)
        wall = WallClock(zone, change - around, change + around, MINUTE)
        local = (change + timedelta(hours=12)).astimezone(ZoneInfo(zone)).date()
        for calendar, rules in list(calendars(zone, local))[turn // 2 % 4 :: 4]:  # spring, autumn
            held_against(calendar, wall, wall.open_steps(**rules), ask=20)


@pytest.mark.parametrize("zone", ZONES)
def test_every_second_next_to_each_change(zone):
    for turn, change in enumerate(watched(zone)):
        wall = WallClock(zone, change - timedelta(hours=30), change + timedelta(hours=30), MINUTE)
        local = (change + timedelta(hours=12)).astimezone(ZoneInfo(zone)).date()
        for calendar, rules in list(calendars(zone, local))[turn % 7 :: 7]:
            steps = wall.open_steps(**rules)
            first = int(change.timestamp()) - 5 * MINUTE
            for second in range(first, first + 10 * MINUTE):
                step = (second - wall.since) // MINUTE
                assert calendar.is_open_us(second * 10**6) is bool(steps[step])


@pytest.mark.slow
@pytest.mark.parametrize("zone", ZONES)
def test_every_second_of_four_days_around_each_change(zone):
    for turn, change in enumerate(watched(zone)):
        around = timedelta(hours=48)
        wall = WallClock(zone, change - around, change + around, 1)
        local = (change + timedelta(hours=12)).astimezone(ZoneInfo(zone)).date()
        for place, (calendar, rules) in enumerate(calendars(zone, local)):
            steps = wall.open_steps(**rules)
            held_against(calendar, wall, steps, ask=500)
            if place % 10 == turn % 10:
                for instant, open_ in zip(wall.instants, steps, strict=True):
                    assert calendar.is_open_us(instant * 10**6) is bool(open_)
