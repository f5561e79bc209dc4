"""Targets in days: the same time of day so many working days later."""

from datetime import date, timedelta

import pytest

from prazo.engine.calendar import always, union, weekly
from prazo.engine.errors import NeverOpens
from tests.engine.hours import LUNCH, NIGHTS, OFFICE, daily, hours, utc

SHORT_FRIDAY = weekly(
    "short friday",
    "America/Argentina/Buenos_Aires",  # UTC-3
    {**{day: hours("09:00-18:00") for day in range(4)}, 4: hours("10:00-13:00")},
)


@pytest.mark.parametrize(
    ("calendar", "since", "days", "due"),
    [
        pytest.param(OFFICE, "2026-02-11 17:30", 4, "2026-02-18 17:30", id="holiday-and-weekend"),
        pytest.param(OFFICE, "2026-02-14 15:00", 1, "2026-02-18 12:00", id="weekend-start"),
        pytest.param(OFFICE, "2026-02-11 21:00", 1, "2026-02-13 12:00", id="closing-start"),
        pytest.param(OFFICE, "2026-02-11 03:00", 0, "2026-02-11 12:00", id="no-days"),
        pytest.param(LUNCH, "2026-05-04 15:30", 1, "2026-05-05 16:00", id="start-in-the-break"),
        pytest.param(SHORT_FRIDAY, "2026-05-07 17:00", 1, "2026-05-08 16:00", id="closed-by-then"),
        pytest.param(SHORT_FRIDAY, "2026-05-07 12:30", 1, "2026-05-08 16:00", id="not-open-yet"),
        pytest.param(SHORT_FRIDAY, "2026-05-07 16:00", 1, "2026-05-08 16:00", id="just-closing"),
        pytest.param(NIGHTS, "2026-05-06 01:30", 2, "2026-05-08 01:30", id="after-midnight"),
        pytest.param(NIGHTS, "2026-05-05 21:00", 2, "2026-05-07 21:00", id="before-midnight"),
        pytest.param(OFFICE, "2026-02-18 17:30", -4, "2026-02-11 17:30", id="back"),
        pytest.param(OFFICE, "2026-02-16 12:00", -1, "2026-02-12 21:00", id="back-from-opening"),
        pytest.param(OFFICE, "2026-02-16 21:00", -1, "2026-02-13 21:00", id="back-from-closing"),
        pytest.param(SHORT_FRIDAY, "2026-05-11 20:00", -1, "2026-05-08 16:00", id="back-closed"),
    ],
)
def test_so_many_working_days_later(calendar, since, days, due):
    assert calendar.due_days(utc(since), days) == utc(due)


def test_the_time_of_day_is_the_same_to_the_microsecond():
    since = utc("2026-05-04 15:30:00.000007")
    assert OFFICE.due_days(since, 1) == since + timedelta(days=1)


def test_the_time_of_day_is_local():
    office = daily("Europe/Berlin", "09:00-18:00", range(5))
    assert office.due_days(utc("2026-03-27 10:00"), 1) == utc("2026-03-30 09:00")
    nights = daily("America/New_York", "20:00-08:00", range(5))  # Friday's lasts into Saturday
    assert nights.due_days(utc("2026-03-06 07:30"), 1) == utc("2026-03-07 07:30")
    assert nights.due_days(utc("2026-03-07 07:30"), 1) == utc("2026-03-10 06:30")


def test_a_time_of_day_that_is_skipped_is_as_long_after_the_gap():
    whole = daily("America/New_York", "00:00-24:00")
    assert whole.due_days(utc("2026-03-07 07:30"), 1) == utc("2026-03-08 07:30")  # 03:30 EDT


@pytest.mark.parametrize(
    ("calendar", "since", "days", "due"),
    [
        pytest.param(OFFICE, "2026-02-11 17:30", 4, "2026-02-18 21:00", id="office"),
        pytest.param(OFFICE, "2026-02-11 17:30", 0, "2026-02-11 21:00", id="the-same-day"),
        pytest.param(SHORT_FRIDAY, "2026-05-07 12:30", 1, "2026-05-08 16:00", id="short-day"),
        pytest.param(NIGHTS, "2026-05-06 01:30", 1, "2026-05-07 04:00", id="night"),
        pytest.param(always(), "2026-05-06 01:30", 1, "2026-05-08 00:00", id="always"),
    ],
)
def test_until_the_end_of_that_day(calendar, since, days, due):
    assert calendar.due_days(utc(since), days, end_of_day=True) == utc(due)


@pytest.mark.parametrize("end_of_day", [False, True])
def test_a_night_that_outlasts_the_next_days_hours_ends_that_day(end_of_day):
    """A short day amid nights: 24 December until 06:00, while the eve's night runs to 08:00."""
    nights = daily("UTC", "20:00-08:00", days={date(2026, 12, 24): hours("00:00-06:00")})
    due = nights.due_days(utc("2026-12-24 07:00"), 1, end_of_day)
    assert due == utc("2026-12-24 08:00")
    assert nights.due_days(utc("2026-12-24 09:00"), 1, end_of_day) > utc("2026-12-25 20:00")


def test_days_that_never_close_are_24_hours():
    since = utc("2026-03-28 12:00")  # clocks go forward in Berlin that night
    for calendar in (always("Europe/Berlin"), union("u", OFFICE, always())):
        assert calendar.due_days(since, 4) == since + timedelta(hours=96)
        assert calendar.due_days(since, -4) == since - timedelta(hours=96)


def test_what_runs_out_of_a_holiday_makes_no_working_day_of_it():
    nights = daily("UTC", "22:00-06:00", holidays=[date(2026, 5, 6)])
    assert nights.due_days(utc("2026-05-05 23:00"), 1) == utc("2026-05-07 23:00")
    assert nights.due_days(utc("2026-05-07 03:00"), 0, end_of_day=True) == utc("2026-05-08 06:00")
    assert nights.due_days(utc("2026-05-07 03:00"), 1) == utc("2026-05-08 03:00")


def test_a_union_counts_the_days_on_which_any_opens():
    saturdays = weekly("saturdays", "UTC", {5: hours("13:00-16:00")})
    both = union("six days", OFFICE, saturdays)
    assert both.due_days(utc("2026-05-08 14:30"), 1) == utc("2026-05-09 14:30")
    assert both.due_days(utc("2026-05-08 14:30"), 2) == utc("2026-05-11 14:30")
    assert both.due_days(utc("2026-05-11 20:30"), -1) == utc("2026-05-09 16:00")


def test_a_day_of_a_union_has_what_opens_on_the_next_date_elsewhere():
    """Tokyo's Monday opens on the first one's Sunday evening; both are its working days."""
    tokyo = weekly("tokyo", "Asia/Tokyo", {0: hours("09:00-13:00")})
    both = union("two", weekly("mondays", "America/Sao_Paulo", {0: hours("09:00-12:00")}), tokyo)
    assert both.due_days(utc("2026-05-04 01:00"), 2) == utc("2026-05-11 01:00")


def test_many_days_cross_years_both_ways():
    start = utc("2026-05-04 15:00")
    plain = daily("UTC", "09:00-18:00", range(5))
    assert plain.due_days(start, 2610) == start + timedelta(weeks=522)
    assert plain.due_days(start, -2610) == start - timedelta(weeks=522)
    with pytest.raises(NeverOpens, match="has no 100000 working days"):
        plain.due_days(start, 100_000)
