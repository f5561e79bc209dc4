"""Quiet hours and digests by a person's clock: over midnight, and over changes of the clocks."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prazo.notices.choices import Choices, Mail
from prazo.notices.models import Kind
from prazo.notices.quiet import Quiet, awake, next_day_at, next_hour

BERLIN, UTC_ZONE = ZoneInfo("Europe/Berlin"), ZoneInfo("UTC")
NIGHT = Quiet(time(22), time(7))


def local(text: str, zone: ZoneInfo = BERLIN, fold: int = 0) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone, fold=fold).astimezone(UTC)


@pytest.mark.parametrize(
    ("at", "until"),
    [
        ("2026-03-02 21:59:59", "2026-03-02 21:59:59"),
        ("2026-03-02 22:00", "2026-03-03 07:00"),
        ("2026-03-03 00:30", "2026-03-03 07:00"),
        ("2026-03-03 06:59:59", "2026-03-03 07:00"),
        ("2026-03-03 07:00", "2026-03-03 07:00"),
        ("2026-03-28 23:00", "2026-03-29 07:00"),  # an hour shorter: the clocks go forward
        ("2026-10-24 23:00", "2026-10-25 07:00"),  # an hour longer
    ],
)
def test_the_night_ends_when_the_clock_says_so(at: str, until: str) -> None:
    assert awake(local(at), NIGHT, BERLIN) == local(until)


def test_a_night_is_as_long_as_it_is() -> None:
    for day, hours in (("2026-03-28", 8), ("2026-10-24", 10), ("2026-06-01", 9)):
        begins = local(f"{day} 22:00")
        assert awake(begins, NIGHT, BERLIN) - begins == timedelta(hours=hours)


def test_hours_within_a_day() -> None:
    lunch = Quiet(time(12), time(13, 30))
    assert awake(local("2026-03-02 12:15"), lunch, BERLIN) == local("2026-03-02 13:30")
    assert awake(local("2026-03-02 14:00"), lunch, BERLIN) == local("2026-03-02 14:00")


def test_a_beginning_that_comes_twice_is_the_first() -> None:
    """25 October: at 02:40 he has said good night, though the clock shows 02:30 once more."""
    quiet = Quiet(time(2, 30), time(7))
    at = local("2026-10-25 02:40", fold=0)
    assert awake(at, quiet, BERLIN) == local("2026-10-25 07:00")


def test_an_end_that_comes_twice_is_the_second() -> None:
    """25 October, 02:30 comes twice: nobody is woken between the two."""
    quiet = Quiet(time(22), time(2, 30))
    first, second = (local("2026-10-25 02:30", fold=fold) for fold in (0, 1))
    assert second - first == timedelta(hours=1)
    assert awake(first + timedelta(minutes=10), quiet, BERLIN) == second


def test_an_end_that_is_left_out_comes_with_the_offset_before() -> None:
    """29 March, 02:30 is not there; it is 03:30 then (RFC 5545)."""
    quiet = Quiet(time(22), time(2, 30))
    assert awake(local("2026-03-29 01:00"), quiet, BERLIN) == local("2026-03-29 03:30")


def test_no_quiet_hours() -> None:
    at = local("2026-03-02 23:00")
    assert awake(at, None, BERLIN) == awake(at, Quiet(time(9), time(9)), BERLIN) == at


@given(
    at=st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31), timezones=st.just(UTC)),
    begins=st.times(),
    until=st.times(),
    zone=st.sampled_from(["Europe/Berlin", "America/Sao_Paulo", "Asia/Kathmandu", "UTC"]),
)
def test_whoever_is_awake_stays_so(at: datetime, begins: time, until: time, zone: str) -> None:
    quiet = Quiet(begins.replace(tzinfo=None), until.replace(tzinfo=None))
    woken = awake(at, quiet, ZoneInfo(zone))
    assert at <= woken <= at + timedelta(hours=25)
    assert awake(woken, quiet, ZoneInfo(zone)) == woken


def test_digests_by_the_persons_clock() -> None:
    kathmandu = ZoneInfo("Asia/Kathmandu")  # 5:45 ahead
    at = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)  # 13:45 there
    assert next_hour(at, kathmandu) == datetime(2026, 3, 2, 8, 15, tzinfo=UTC)
    assert next_hour(at, UTC_ZONE) == at + timedelta(hours=1)
    assert next_day_at(at, 8, BERLIN) == local("2026-03-03 08:00")
    assert next_day_at(local("2026-03-03 07:59"), 8, BERLIN) == local("2026-03-03 08:00")
    assert next_day_at(local("2026-03-28 08:00"), 8, BERLIN) == local("2026-03-29 08:00")
    first, second = (local("2026-10-25 02:00", fold=fold) for fold in (0, 1))
    assert next_day_at(first - timedelta(minutes=5), 2, BERLIN) == first
    for shown in (first, second):
        assert next_day_at(shown, 2, BERLIN) == local("2026-10-26 02:00")


def test_a_digest_that_falls_into_the_night_waits_for_its_end() -> None:
    chosen = Choices(mail={Kind.NOTED: Mail.HOURLY, Kind.LAPSED: Mail.AT_ONCE}, quiet=NIGHT)
    at = local("2026-03-02 21:30")
    assert chosen.mail_after(Kind.NOTED, at, BERLIN) == local("2026-03-03 07:00")
    night = local("2026-03-02 23:00")
    assert chosen.mail_after(Kind.LAPSED, night, BERLIN) == local("2026-03-03 07:00")


def test_the_urgent_passes_where_the_person_says_so() -> None:
    chosen = Choices(quiet=NIGHT, urgent_passes=True)
    night = local("2026-03-02 23:00")
    assert chosen.mail_after(Kind.LAPSED, night, BERLIN) == night + timedelta(minutes=1)
    assert chosen.mail_after(Kind.ASSIGNED, night, BERLIN) == local("2026-03-03 07:00")
