"""The vectors' notation: instants, durations, hours."""

import struct
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from io import BytesIO
from typing import Any
from zoneinfo import ZoneInfo

from prazo.engine.calendar import Calendar, weekly

Vector = Mapping[str, Any]  # an object as it came from JSON
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def calendar_of(given: Vector) -> Calendar:
    """ValueError when it says more than zone, hours, holidays and dates of their own."""
    unknown = given.keys() - {"tz", "weekly", "holidays", "overrides"}
    if unknown:
        raise ValueError(f"a calendar has no {', '.join(sorted(unknown))}")
    hours: Vector = given.get("weekly") or {}
    overrides: Vector = given.get("overrides") or {}
    return weekly(
        given["tz"],
        zone_of(given["tz"]),
        {WEEKDAYS.index(day): windows_of(windows) for day, windows in hours.items()},
        holidays=[date.fromisoformat(day) for day in given.get("holidays") or ()],
        days={date.fromisoformat(day): windows_of(own) for day, own in overrides.items()},
    )


def zone_of(name: str) -> ZoneInfo:
    """A zone by its name, or by how far it always is from UTC: +05:30."""
    return _at_offset(name) if name[:1] in ("+", "-") else ZoneInfo(name)


@lru_cache(maxsize=64)
def _at_offset(text: str) -> ZoneInfo:
    """A zone without clock changes, as its file would be (RFC 8536, version 1): one local time."""
    away = datetime.strptime(text, "%z").utcoffset() or timedelta()
    counts = struct.pack(">6l", 0, 0, 0, 0, 1, len(text) + 1)
    local = struct.pack(">lbb", away // timedelta(seconds=1), 0, 0) + text.encode() + b"\0"
    return ZoneInfo.from_file(BytesIO(b"TZif" + bytes(16) + counts + local), text)


def instant_of(text: str) -> datetime:
    return datetime.fromisoformat(text)


def duration_of(seconds: float | str) -> timedelta:
    """Seconds, fractional ones as they are written, to the nearest microsecond."""
    return timedelta(microseconds=round(Decimal(str(seconds)) * 1_000_000))


def windows_of(windows: Iterable[Iterable[str]] | None) -> list[tuple[int, int]]:
    return [(_seconds(opens), _seconds(closes)) for opens, closes in windows or ()]


def _seconds(reading: str) -> int:
    hours, minutes, *seconds = (int(part) for part in reading.split(":"))
    return hours * 3600 + minutes * 60 + sum(seconds)
