"""Dates closed after a version was taken in, laid over its calendars and their unions."""

from datetime import UTC, date, datetime, timedelta

from prazo.agreements.closed_dates import with_closed
from prazo.agreements.loader import Loaded, load
from tests.agreements.small import changed

TEXT = changed(
    ("  always: always\n", "  always: always\n  wide: {any: [both, office]}\n"
     "  both: {any: [office, noon]}\n"
     "  noon: {zone: America/Sao_Paulo, hours: {all: '12:00-13:00'}}\n"),
    ("    closed: [", "    days: {2026-12-23: '10:00-12:00'}\n    closed: ["),
)  # fmt: skip
MONDAY, TUESDAY, WEDNESDAY = (date(2026, 12, day) for day in (21, 22, 23))
DATES = (
    ("office", MONDAY, "Town day"),
    ("office", TUESDAY, "Flood"),
    ("noon", TUESDAY, "No lunch"),
    ("office", WEDNESDAY, "Flood"),
    ("gone", MONDAY, "Of a version that had it"),
)


def hours(loaded: Loaded, calendar: str) -> list[float]:
    """Open on each of the three days."""
    found = loaded.agreement.calendars[calendar].calendar
    days = [datetime(2026, 12, day, 3, tzinfo=UTC) for day in (21, 22, 23)]  # midnight there
    return [found.spent(day, day + timedelta(days=1)) / timedelta(hours=1) for day in days]


def test_a_calendar_is_shut_and_its_unions_where_all_their_parts_are() -> None:
    before = load(TEXT)
    after = with_closed(before, DATES)
    assert [hours(before, name) for name in ("office", "noon", "both", "wide")] == [
        [9, 9, 2], [1, 1, 1], [9, 9, 3], [9, 9, 3],
    ]  # fmt: skip
    assert [hours(after, name) for name in ("office", "noon", "both", "wide")] == [
        [0, 0, 0], [1, 0, 1], [1, 0, 1], [1, 0, 1],
    ]  # fmt: skip
    assert hours(after, "always") == [24, 24, 24]
    assert hours(before, "office") == [9, 9, 2]  # what others hold is as it was


def test_the_dates_are_shown_with_their_names() -> None:
    after = with_closed(load(TEXT), DATES)
    christmas_eve = date(2026, 12, 24)
    assert list(after.document.closed["office"]) == [MONDAY, TUESDAY, WEDNESDAY, christmas_eve]
    for name in ("both", "wide"):
        assert after.agreement.calendars[name].closed == {TUESDAY: "Flood"}
    assert str(after.document.closed["office"][MONDAY]) == "Town day"
    assert "gone" not in after.document.closed
