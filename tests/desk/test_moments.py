"""When a reminder comes, over weekends, holidays, night shifts and clocks that change."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prazo.desk.moments import Moment, after_working_days, at_reading, moment
from prazo.engine.calendar import Calendar, weekly
from prazo.engine.hours import RoundTheClock

BERLIN, NEW_YORK, SAO_PAULO = map(
    ZoneInfo, ("Europe/Berlin", "America/New_York", "America/Sao_Paulo")
)
NINE_TO_SIX = dict.fromkeys(range(5), ((9 * 3600, 18 * 3600),))
OFFICE = weekly("office", "Europe/Berlin", NINE_TO_SIX, [date(2026, 4, 6)])  # Easter Monday


def local(text: str, zone: ZoneInfo = BERLIN) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(UTC)


@pytest.mark.parametrize(
    ("chosen", "now", "then"),
    [
        (Moment.HOUR, "2026-03-02 10:20", "2026-03-02 11:20"),
        (Moment.AFTERNOON, "2026-03-02 10:20", "2026-03-02 14:00"),
        (Moment.AFTERNOON, "2026-03-02 13:01", "2026-03-02 16:30"),
        (Moment.AFTERNOON, "2026-03-02 15:31", None),
        (Moment.MORNING, "2026-03-02 10:20", "2026-03-03 09:00"),
        (Moment.MORNING, "2026-03-06 10:20", "2026-03-09 09:00"),  # a Friday
        (Moment.MORNING, "2026-03-02 00:30", "2026-03-03 09:00"),
        (Moment.MONDAY, "2026-03-02 10:20", "2026-03-09 09:00"),  # not the one that is
        (Moment.MONDAY, "2026-03-08 23:59", "2026-03-09 09:00"),
        (Moment.MONDAY, "2026-04-02 10:00", "2026-04-07 09:00"),  # a holiday is none
    ],
)
def test_a_word_is_a_moment(chosen: Moment, now: str, then: str | None) -> None:
    found = moment(chosen, local(now), OFFICE, BERLIN)
    assert found == (local(then) if then else None)


@pytest.mark.parametrize(
    ("now", "then"),
    [
        ("2026-03-28 12:00", datetime(2026, 3, 30, 7, tzinfo=UTC)),  # summer time began
        ("2026-10-24 12:00", datetime(2026, 10, 26, 8, tzinfo=UTC)),  # and ended
    ],
)
def test_a_morning_is_by_the_clock_on_the_wall(now: str, then: datetime) -> None:
    assert moment(Moment.MORNING, local(now), OFFICE, BERLIN) == then


def test_an_hour_is_an_hour_when_clocks_change() -> None:
    before = local("2026-03-29 01:30")
    assert moment(Moment.HOUR, before, OFFICE, BERLIN) == local("2026-03-29 03:30")


def test_a_reading_that_is_skipped_and_one_that_comes_twice() -> None:
    skipped = at_reading(date(2026, 3, 29), time(2, 30), BERLIN)
    assert skipped == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)  # shown there as 03:30
    twice = at_reading(date(2026, 10, 25), time(2, 30), BERLIN)
    assert twice == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_a_shift_elsewhere_begins_in_the_readers_morning() -> None:
    """Works in New York, reads in Berlin: his morning is their afternoon."""
    there = weekly("shift", "America/New_York", NINE_TO_SIX, [])
    found = moment(Moment.MORNING, local("2026-03-03 10:00"), there, BERLIN)
    assert found == local("2026-03-04 09:00", NEW_YORK)


def test_a_night_shift_begins_in_the_evening() -> None:
    night = weekly("shift", "Europe/Berlin", dict.fromkeys(range(5), ((22 * 3600, 6 * 3600),)), [])
    assert moment(Moment.MORNING, local("2026-03-03 03:00"), night, BERLIN) == local(
        "2026-03-04 22:00"
    )


def test_around_the_clock_a_day_begins_at_nine() -> None:
    always = Calendar("always", RoundTheClock(BERLIN))
    assert moment(Moment.MORNING, local("2026-03-06 10:00"), always, BERLIN) == local(
        "2026-03-07 09:00"
    )
    assert moment(Moment.MORNING, local("2026-03-06 10:00"), None, BERLIN) == local(
        "2026-03-07 09:00"
    )


def test_who_never_works_is_reminded_all_the_same() -> None:
    never = weekly("shift", "Europe/Berlin", {}, [])
    assert moment(Moment.MORNING, local("2026-03-06 10:00"), never, BERLIN) == local(
        "2026-03-07 09:00"
    )


@pytest.mark.parametrize(
    ("now", "days", "then"),
    [
        ("2026-03-02 10:00", 2, "2026-03-04 09:00"),
        ("2026-03-05 19:00", 2, "2026-03-09 09:00"),
        ("2026-04-02 10:00", 2, "2026-04-07 09:00"),  # Friday, and not Easter Monday
        ("2026-03-07 10:00", 1, "2026-03-09 09:00"),  # asked for on a Saturday
    ],
)
def test_working_days_are_the_desks(now: str, days: int, then: str) -> None:
    assert after_working_days(local(now), days, OFFICE) == local(then)


@given(
    st.datetimes(datetime(2024, 1, 1), datetime(2030, 1, 1)),
    st.sampled_from([BERLIN, NEW_YORK, SAO_PAULO, ZoneInfo("Pacific/Chatham")]),
    st.sampled_from(list(Moment)),
)
def test_every_moment_lies_ahead(naive: datetime, zone: ZoneInfo, chosen: Moment) -> None:
    now = naive.replace(tzinfo=UTC)
    found = moment(chosen, now, OFFICE, zone)
    assert found is None or found > now
    if found is not None and chosen in (Moment.MORNING, Moment.MONDAY):
        assert OFFICE.is_open(found)
        assert found.astimezone(zone).date() > now.astimezone(zone).date()
