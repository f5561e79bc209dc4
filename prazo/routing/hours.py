"""A person's working hours: as they are written, as they are kept, and as a calendar.

The arithmetic is the engine's: here a text is read, and its calendar made.
"""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import pairwise

from django.utils.translation import gettext_lazy as _

from prazo.agreements.holiday_tables import UnknownHolidays, holiday_table
from prazo.engine.calendar import Calendar, weekly
from prazo.lib.refusal import Refusal

Window = tuple[int, int]
"""Opens, closes: seconds since local midnight. One that closes no later than it opens ends on the
next day."""
Kept = Mapping[str, Sequence[Sequence[int]]]
"""Windows by weekday, Monday is "0", as JSON keeps them."""

ONE = re.compile(r"(\d{1,2})(?::?([0-5]\d))?\s*(?:-|–|—|to|a|às|até)\s*(\d{1,2})(?::?([0-5]\d))?")
DAY = 86_400
MOST = 6  # windows of one day


def windows_of(text: str, field: str = "") -> list[Window]:
    """Of `9-12, 13:00-18:00`. Refusal where it says something else, or twice the same hour."""
    found = sorted(_window(part.strip(), field) for part in text.split(",") if part.strip())
    ends = [closes if closes > opens else closes + DAY for opens, closes in found]
    overlapping = any(
        end > later[0] for end, (_now, later) in zip(ends, pairwise(found), strict=False)
    )
    if overlapping or len(found) > MOST:
        raise Refusal("hours_overlap", _("These hours lie over each other."), field)
    return found


def text_of(windows: Sequence[Sequence[int]]) -> str:
    return ", ".join(f"{_reading(opens)}-{_reading(closes)}" for opens, closes in windows)


def must_be_holidays(table: str, year: int) -> None:
    """Refused unless it is empty or the name of a table there is, such as `BR-SP`."""
    try:
        _holidays(table, year)
    except UnknownHolidays:
        raise Refusal(
            "unknown_holidays",
            _("No holidays are known by this name. Write a country, or one and a region: BR-SP."),
            "holidays",
        ) from None


def calendar_of(zone: str, hours: Kept, holidays: str, year: int) -> Calendar:
    """Open when the person works. `year` is one its holidays must cover."""
    week = tuple(
        tuple((int(opens), int(closes)) for opens, closes in hours.get(str(day), ()))
        for day in range(7)
    )
    return _calendar(zone, week, holidays, year)


@lru_cache(maxsize=2048)
def _calendar(
    zone: str, week: tuple[tuple[Window, ...], ...], holidays: str, year: int
) -> Calendar:
    return weekly("shift", zone, dict(enumerate(week)), _holidays(holidays, year))


def _holidays(table: str, year: int) -> list:  # type: ignore[type-arg]
    return [day.date for day in holiday_table(table, "public", year)] if table else []


def _window(text: str, field: str) -> Window:
    found = ONE.fullmatch(text)
    if found is not None:
        hours = [int(part or 0) for part in found.groups()]
        opens, closes = hours[0] * 3600 + hours[1] * 60, hours[2] * 3600 + hours[3] * 60
        if opens < DAY and closes <= DAY:
            return opens, closes
    raise Refusal(
        "hours",
        _("“%(text)s” is not understood. Write hours as 09:00-12:00, 13:00-18:00."),
        field,
        {"text": text[:40]},
    )


def _reading(seconds: int) -> str:
    return f"{seconds // 3600:02}:{seconds % 3600 // 60:02}"
