"""Hours and zones that are probably a slip."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from prazo.agreements.document import Document
from prazo.agreements.faults import Fault, Severity, fault
from prazo.agreements.schema.calendars import DAYS, OfficeHours, clock

COUNTRIES = frozenset(
    ("Cuba", "Egypt", "Eire", "GB", "GB-Eire", "Hongkong", "Iceland", "Iran", "Israel", "Jamaica",
     "Japan", "Kwajalein", "Libya", "NZ", "NZ-CHAT", "Navajo", "PRC", "Poland", "Portugal", "ROC",
     "ROK", "Singapore", "Turkey", "W-SU")
)  # fmt: skip
"""Places whose zones are written without an area before them."""
YEARS = range(2020, 2036)
"""In which a zone that is no more than an offset never changes it."""

OFTEN_SHUT = {"BR": ("optional", "Carnaval")}
"""Days a country mostly keeps though its law does not call them holidays."""


def doubtful_calendars(document: Document) -> Iterator[Fault]:
    """Fixed offsets where a zone was meant, hours over midnight, holidays that stop short."""
    for name, calendar in document.calendars.items():
        if not isinstance(calendar, OfficeHours):
            continue
        key = calendar.zone.key
        if is_offset(key):
            here = f"calendars.{name}.zone"
            params = {"zone": key}
            yield fault(document.place_of(here), here, "fixed_offset", params, Severity.WARNING)
        if calendar.overnight is None:
            yield from _overnight(document, name, calendar)
        yield from _often_shut(document, name, calendar)


@lru_cache
def is_offset(key: str) -> bool:
    """Whether a zone is an offset and no place: laws that change the clock do not move it."""
    if key in COUNTRIES or ("/" in key and not key.startswith("Etc/")):
        return False
    zone = ZoneInfo(key)
    days = (date(year, 1, 1) + timedelta(days=n) for year in YEARS for n in range(366))
    return len({zone.utcoffset(datetime.combine(day, time(12))) for day in days}) == 1


def _overnight(document: Document, name: str, calendar: OfficeHours) -> Iterator[Fault]:
    for day, windows in calendar.hours.items():
        for opens, closes in windows:
            if 0 < closes <= opens:
                hours = (closes - opens) % 86400 / 3600 or 24
                params = {
                    "day": DAYS[day],
                    "hours": f"{clock(opens)}-{clock(closes)}",
                    "length": f"{hours:g}",
                }
                here = f"calendars.{name}.hours"
                yield fault(document.place_of(here), here, "overnight", params, Severity.WARNING)
                return


def _often_shut(document: Document, name: str, calendar: OfficeHours) -> Iterator[Fault]:
    for index, table in enumerate(calendar.holidays):
        category, holiday = OFTEN_SHUT.get(table.of.split("-")[0], ("", ""))
        closed = {text.of("pt-BR") for text in document.closed[name].values() if text is not None}
        if category and table.category == "public" and not any(holiday in t for t in closed):
            here = f"calendars.{name}.holidays[{index}]"
            entry = f"{{of: {table.of.split('-')[0]}, category: {category}, only: {holiday}}}"
            params = {"of": table.of, "holiday": holiday, "entry": entry}
            yield fault(document.place_of(here), here, "often_shut", params, Severity.NOTE)
