"""Calendars and instants that the engine's tests share, written as a person would say them."""

from datetime import UTC, date, datetime

from prazo.engine.calendar import Calendar, weekly

HOUR = 3600


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def hours(text: str) -> list[tuple[int, int]]:
    """ "09:00-12:00 13:00-18:00"."""
    return [(_seconds(w[:5]), _seconds(w[6:])) for w in text.split()]


def daily(zone: str, text: str, on: range = range(7), **dates: object) -> Calendar:
    return weekly("daily", zone, {day: hours(text) for day in on}, **dates)  # type: ignore[arg-type]


def _seconds(reading: str) -> int:
    return int(reading[:2]) * HOUR + int(reading[3:]) * 60


OFFICE = daily(
    "America/Sao_Paulo",  # UTC-3 all year
    "09:00-18:00",
    range(5),
    holidays=[date(2026, 2, 17)],  # carnival, a Tuesday
)
NIGHTS = daily("Europe/Berlin", "22:00-06:00")
LUNCH = daily("America/Argentina/Buenos_Aires", "09:00-12:00 13:00-18:00", range(5))
