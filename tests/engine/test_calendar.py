"""Calendars against times worked out by hand."""

import copy
import pickle
from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from prazo.engine.calendar import always, union, weekly
from prazo.engine.errors import NaiveInstant, NeverCloses, NeverOpens, OutOfReach
from prazo.engine.instant import to_us
from prazo.engine.span import Span
from tests.engine.hours import LUNCH, NIGHTS, OFFICE, daily, hours, utc

SOME = timedelta(hours=1)
NOTHING = timedelta()


@pytest.mark.parametrize(
    ("since", "allowed", "due"),
    [
        pytest.param("2026-02-12 20:00", 4, "2026-02-13 15:00", id="over-the-night"),
        pytest.param("2026-02-12 19:00", 2, "2026-02-12 21:00", id="spent-at-closing"),
        pytest.param("2026-02-16 20:00", 2, "2026-02-18 13:00", id="over-a-holiday"),
        pytest.param("2026-02-13 21:00", 1, "2026-02-16 13:00", id="from-closing-over-the-weekend"),
        pytest.param("2026-02-13 12:00", 0, "2026-02-13 12:00", id="nothing-from-opening"),
        pytest.param("2026-02-13 21:00", 0, "2026-02-16 12:00", id="nothing-from-closing"),
        pytest.param("2026-01-02 12:00", 9 * 259, "2026-12-31 21:00", id="259-working-days"),
    ],
)
def test_due_in_office_hours(since, allowed, due):
    assert OFFICE.due(utc(since), timedelta(hours=allowed)) == utc(due)


def test_due_is_exact_to_the_microsecond():
    since = utc("2026-02-12 20:59:59.999999")
    assert OFFICE.due(since, timedelta(microseconds=1)) == utc("2026-02-12 21:00")
    assert OFFICE.due(since, timedelta(microseconds=2)) == utc("2026-02-13 12:00:00.000001")


@pytest.mark.parametrize(
    ("until", "allowed", "since"),
    [
        pytest.param("2026-02-18 13:00", 2, "2026-02-16 20:00", id="over-a-holiday"),
        pytest.param("2026-02-13 15:00", 3, "2026-02-13 12:00", id="spent-at-opening"),
        pytest.param("2026-02-13 12:00", 1, "2026-02-12 20:00", id="from-opening"),
        pytest.param("2026-02-13 21:00", 0, "2026-02-13 21:00", id="nothing-from-closing"),
        pytest.param("2026-02-13 12:00", 0, "2026-02-12 21:00", id="nothing-from-opening"),
        pytest.param("2026-02-17 15:00", 0, "2026-02-16 21:00", id="nothing-from-a-holiday"),
    ],
)
def test_before_is_the_mirror_of_due(until, allowed, since):
    assert OFFICE.before(utc(until), timedelta(hours=allowed)) == utc(since)


@pytest.mark.parametrize(
    ("evening", "length"), [("2026-03-28", 7), ("2026-06-01", 8), ("2026-10-24", 9)]
)
def test_a_night_is_as_long_as_the_clock_change_makes_it(evening, length):
    noon = utc(f"{evening} 12:00")
    assert NIGHTS.spent(noon, noon + timedelta(hours=24)) == timedelta(hours=length)


def test_the_zone_an_instant_is_written_in_does_not_matter():
    received = datetime(2026, 3, 28, 23, 30, tzinfo=NIGHTS.zone)  # clocks go forward at two
    due = NIGHTS.due(received, timedelta(hours=4))
    assert due == utc("2026-03-29 02:30")
    assert due.tzinfo is UTC
    kolkata = received.astimezone(timezone(timedelta(hours=5, minutes=30)))
    assert NIGHTS.due(kolkata, timedelta(hours=4)) == due


def test_the_second_pass_of_a_repeated_hour_is_later():
    first = datetime(2026, 10, 25, 2, 30, tzinfo=NIGHTS.zone)
    assert NIGHTS.spent(first, first.replace(fold=1)) == SOME
    assert NIGHTS.due(first.replace(fold=1), SOME) == utc("2026-10-25 02:30")


@pytest.mark.parametrize(
    ("window", "change", "spans"),
    [
        pytest.param("02:30-04:00", "2026-03-29", ["01:30-02:00"], id="opens-in-the-gap"),
        pytest.param("01:00-02:30", "2026-03-29", ["00:00-01:30"], id="closes-in-the-gap"),
        pytest.param("02:30-03:15", "2026-03-29", [], id="swallowed-by-the-gap"),
        pytest.param("02:15-02:45", "2026-03-29", ["01:15-01:45"], id="all-in-the-gap"),
        pytest.param("02:30-04:00", "2026-10-25", ["00:30-03:00"], id="opens-at-the-first"),
        pytest.param("01:00-02:30", "2026-10-25", ["23:00-00:30"], id="closes-at-the-first"),
    ],
)
def test_local_times_are_read_as_rfc_5545_reads_them(window, change, spans):
    berlin = weekly("berlin", "Europe/Berlin", {6: hours(window)})
    midnight = utc(f"{change} 00:00")
    found = berlin.spans(midnight - timedelta(hours=12), midnight + timedelta(hours=12))
    assert [f"{span.start:%H:%M}-{span.end:%H:%M}" for span in found] == spans


@pytest.mark.parametrize(
    ("zone", "day", "length"),
    [
        ("America/Sao_Paulo", "2018-11-03", 24),  # 24:00 is skipped: the day is whole
        ("America/Sao_Paulo", "2018-11-04", 23),
        ("America/Sao_Paulo", "2019-02-16", 25),  # 23:00 comes twice
        ("America/Santiago", "2026-09-06", 23),
        ("America/Santiago", "2026-04-04", 25),
        ("Asia/Beirut", "2026-03-29", 23),
        ("Asia/Beirut", "2026-10-24", 25),
        ("America/Havana", "2024-11-03", 25),  # midnight itself comes twice
    ],
)
def test_a_date_is_closed_from_its_midnight_to_the_next_where_clocks_change_then(zone, day, length):
    closed = date.fromisoformat(day)
    shut = daily(zone, "00:00-24:00", holidays=[closed])
    since, until = utc(f"{day} 00:00") - timedelta(days=2), utc(f"{day} 00:00") + timedelta(days=3)
    assert always().spent(since, until) - shut.spent(since, until) == timedelta(hours=length)
    edge = shut.next_close(since)
    assert shut.next_open(edge) - edge == timedelta(hours=length)
    assert edge.astimezone(ZoneInfo(zone)).date() in (closed, closed - timedelta(days=1))


def test_a_holiday_clips_the_nights_that_run_in_and_out_of_it():
    nights = daily("UTC", "22:00-06:00", holidays=[date(2026, 5, 6)])
    assert nights.spans(utc("2026-05-05 12:00"), utc("2026-05-07 12:00")) == (
        Span(utc("2026-05-05 22:00"), utc("2026-05-06 00:00")),
        Span(utc("2026-05-07 00:00"), utc("2026-05-07 06:00")),
    )


def test_hours_of_their_own_replace_the_weekly_ones_and_beat_a_holiday():
    day, shut = date(2026, 5, 6), date(2026, 5, 7)
    calendar = daily(
        "UTC", "09:00-18:00", holidays=[day], days={day: hours("10:00-12:00"), shut: []}
    )
    assert calendar.spans(utc("2026-05-06"), utc("2026-05-08")) == (
        Span(utc("2026-05-06 10:00"), utc("2026-05-06 12:00")),
    )


def test_a_night_runs_into_a_date_with_hours_of_its_own_but_not_into_a_shut_one():
    own, shut = date(2026, 5, 6), date(2026, 5, 8)
    nights = daily("UTC", "22:00-06:00", days={own: hours("10:00-12:00"), shut: []})
    assert nights.is_open(utc("2026-05-06 05:59"))
    assert not nights.is_open(utc("2026-05-06 22:00"))
    assert nights.is_open(utc("2026-05-07 23:59"))
    assert not nights.is_open(utc("2026-05-08 00:00"))


def test_spans_that_overlap_or_touch_are_one():
    calendar = weekly("c", "UTC", {0: hours("08:00-12:00 10:00-14:00 14:00-16:00"), 1: []})
    monday = utc("2026-05-04")
    assert calendar.spans(monday, monday + timedelta(days=2)) == (
        Span(utc("2026-05-04 08:00"), utc("2026-05-04 16:00")),
    )
    round_the_clock = daily("UTC", "00:00-24:00")
    assert round_the_clock.spans(monday, utc("2029-05-04")) == (Span(monday, utc("2029-05-04")),)
    all_day = daily("UTC", "09:00-09:00")  # closes no later than it opens: tomorrow
    assert all_day.spent(monday, monday + timedelta(days=9)) == timedelta(days=9)


def test_spans_are_clipped_and_half_open():
    noon = utc("2026-05-04 15:00")
    assert LUNCH.spans(noon, noon) == ()
    assert LUNCH.spans(noon - SOME, noon + SOME) == (Span(noon - SOME, noon),)
    assert LUNCH.spans(noon + SOME, noon + 2 * SOME) == (Span(noon + SOME, noon + 2 * SOME),)
    assert not LUNCH.is_open(noon)
    assert LUNCH.is_open(noon + SOME)
    assert LUNCH.spans(noon - SOME, noon + SOME)[0].length == SOME


def test_the_neighbouring_edges():
    ten, closing = utc("2026-05-04 13:00"), utc("2026-05-04 15:00")
    assert LUNCH.next_open(ten) == utc("2026-05-04 16:00")
    assert LUNCH.next_close(ten) == closing
    assert LUNCH.prev_open(ten) == utc("2026-05-04 12:00")
    assert LUNCH.prev_close(ten) == utc("2026-05-01 21:00")
    assert LUNCH.next_close(closing) == utc("2026-05-04 21:00")
    assert LUNCH.prev_close(closing) == utc("2026-05-01 21:00")
    assert LUNCH.next_close(closing, inclusive=True) == closing
    assert LUNCH.prev_close(closing, inclusive=True) == closing


def test_edges_of_what_is_laid_out_are_no_edges():
    weekdays = daily("UTC", "00:00-24:00", range(5))
    far = utc("2031-07-02 03:00")
    assert weekdays.next_close(far) == utc("2031-07-05")
    assert weekdays.prev_open(utc("2011-07-01 03:00")) == utc("2011-06-27")
    long = daily("UTC", "00:00-24:00", holidays=[date(2028, 1, 1)])
    assert long.next_close(utc("2020-05-05")) == utc("2028-01-01")
    assert long.prev_open(utc("2036-05-05")) == utc("2028-01-02")


def test_a_union_is_open_when_any_is_and_dated_by_the_first():
    both = union("follow the sun", OFFICE, daily("Asia/Kolkata", "09:00-18:00", range(5)))
    assert both.zone == OFFICE.zone
    assert both.spans(utc("2026-05-04"), utc("2026-05-05")) == (
        Span(utc("2026-05-04 03:30"), utc("2026-05-04 21:00")),  # 12:30 in Kolkata's evening
    )
    assert both.spent(utc("2026-05-04"), utc("2026-05-05")) == timedelta(hours=17, minutes=30)


def test_always_is_plain_addition():
    at = utc("2026-03-29 00:30:00.000007")
    assert always().due(at, timedelta(days=4)) == at + timedelta(days=4)
    assert always().before(at, timedelta(days=4)) == at - timedelta(days=4)
    with pytest.raises(NeverCloses, match="'always' does not close after 2026-03-29"):
        always().next_close(at)
    with pytest.raises(NeverOpens):
        always().prev_open(at)


def test_a_calendar_that_never_opens_says_so_by_name():
    empty = weekly("vazio", "UTC", {})
    for question in (
        empty.check,
        lambda: empty.due(utc("2026-01-01"), NOTHING),
        lambda: empty.before(utc("2026-01-01"), SOME),
        lambda: empty.due_days(utc("2026-01-01"), 1),
        lambda: empty.next_open(utc("2026-01-01")),
    ):
        with pytest.raises(NeverOpens, match="'vazio'"):
            question()
    assert not empty.is_open(utc("2026-01-01"))
    assert empty.spent(utc("2020-01-01"), utc("2030-01-01")) == NOTHING
    empty_union = union("nada", empty, empty)
    with pytest.raises(NeverOpens, match="'nada'"):
        empty_union.check()


def test_a_calendar_of_listed_dates_ends_with_them():
    days = {date(2026, 5, 5): hours("09:00-10:00"), date(2026, 5, 7): hours("22:00-02:00")}
    listed = weekly("mutirão", "America/Sao_Paulo", {}, days=days)
    listed.check()
    listed.check(as_of=utc("2026-05-08 04:59"))
    assert listed.due(utc("2020-01-01"), 5 * SOME) == utc("2026-05-08 05:00")
    assert listed.before(utc("2035-01-01"), 5 * SOME) == utc("2026-05-05 12:00")
    for question in (
        lambda: listed.due(utc("2020-01-01"), 5 * SOME + timedelta(microseconds=1)),
        lambda: listed.before(utc("2035-01-01"), 6 * SOME),
        lambda: listed.due_days(utc("2026-05-06"), 1),
        lambda: listed.prev_open(utc("2026-05-05 12:00")),
        lambda: listed.due(utc("2026-05-05"), timedelta.max),
        lambda: listed.check(as_of=utc("2026-05-08 05:00")),
    ):
        with pytest.raises(NeverOpens, match="'mutirão'"):
            question()


@pytest.mark.parametrize("calendar", [OFFICE, always(), union("u", OFFICE, NIGHTS)])
def test_what_is_no_question_is_refused(calendar):
    at = utc("2026-05-04")
    with pytest.raises(ValueError, match="negative"):
        calendar.due(at, -SOME)
    with pytest.raises(ValueError, match="negative"):
        calendar.before(at, -SOME)
    with pytest.raises(ValueError, match="is before"):
        calendar.spent(at, at - SOME)
    with pytest.raises(ValueError, match="is before"):
        calendar.spans(at, at - SOME)
    for naive in (calendar.is_open, calendar.next_open, lambda t: calendar.due(t, SOME)):
        with pytest.raises(NaiveInstant, match="2026-05-04T00:00:00 names no zone"):
            naive(at.replace(tzinfo=None))


@pytest.mark.parametrize("calendar", [OFFICE, always()])
def test_dates_out_of_reach_are_refused_at_once(calendar):
    for question in (
        lambda: calendar.due(utc("9999-12-31"), SOME),
        lambda: calendar.due(utc("2026-01-01"), timedelta.max),
        lambda: calendar.due(utc("2026-01-01"), timedelta(days=365 * 180)),
        lambda: calendar.is_open(utc("0001-01-01")),
        lambda: calendar.spent(utc("2026-01-01"), utc("2500-01-01")),
        lambda: calendar.due_days(utc("2026-01-01"), 10**9),
    ):
        with pytest.raises((OutOfReach, NeverOpens)):
            question()


def test_hours_and_weekdays_that_there_are_not_are_refused():
    with pytest.raises(ValueError, match="weekdays"):
        weekly("c", "UTC", {7: hours("09:00-10:00")})
    for window in ((-1, 3600), (0, 86401), (86400, 86400)):
        with pytest.raises(ValueError, match="hours run from 0 to 86400"):
            weekly("c", "UTC", {0: [window]})
    with pytest.raises(ValueError, match="union"):
        union("u")


def test_calendars_defined_alike_are_equal_and_share_what_is_laid_out():
    again = daily("America/Sao_Paulo", "09:00-18:00", range(5), closed=[date(2026, 2, 17)])
    other = daily("America/Sao_Paulo", "09:00-18:00", range(5))
    assert again == OFFICE
    assert hash(again) == hash(OFFICE)
    mine, yours = (daily("UTC", "09:00-18:00", range(5)) for _ in range(2))
    assert mine.layout is yours.layout
    assert other != OFFICE
    assert union("a", OFFICE, NIGHTS) == union("b", again, NIGHTS)


def test_a_copy_carries_the_definition_only():
    OFFICE.spent(utc("2000-01-01"), utc("2040-01-01"))
    pickled = pickle.dumps(OFFICE)
    assert len(pickled) < 1000
    assert pickle.loads(pickled) == OFFICE
    assert copy.copy(OFFICE) is OFFICE
    assert copy.deepcopy({"office": OFFICE})["office"] is OFFICE


def test_microseconds_and_datetimes_agree():
    since, until = utc("2026-02-13 15:00"), utc("2026-02-20 15:00")
    allowed = timedelta(hours=30)
    us = allowed // timedelta(microseconds=1)
    assert OFFICE.due_us(to_us(since), us) == to_us(OFFICE.due(since, allowed))
    assert OFFICE.spent_us(to_us(since), to_us(until)) == OFFICE.spent(since, until) // timedelta(
        microseconds=1
    )
    assert OFFICE.spans_us(to_us(since), to_us(until)) == [
        (to_us(span.start), to_us(span.end)) for span in OFFICE.spans(since, until)
    ]
