"""Hours and zones that are probably a slip."""

from collections.abc import Iterator

from prazo.agreements.document import Document
from prazo.agreements.faults import Fault, Severity, fault
from prazo.agreements.schema.calendars import DAYS, OfficeHours, clock

FIXED = frozenset(
    ("UTC", "UCT", "GMT", "Zulu", "Universal", "Greenwich", "GMT0", "GMT+0", "GMT-0", "EST", "HST")
)
"""Zones that are an offset. Those of `Etc/` are, too."""

OFTEN_SHUT = {"BR": ("optional", "Carnaval")}
"""Days a country mostly keeps though its law does not call them holidays."""


def doubtful_calendars(document: Document) -> Iterator[Fault]:
    """Fixed offsets where a zone was meant, hours over midnight, holidays that stop short."""
    for name, calendar in document.calendars.items():
        if not isinstance(calendar, OfficeHours):
            continue
        key = calendar.zone.key
        if key in FIXED or key.startswith("Etc/"):
            here = f"calendars.{name}.zone"
            params = {"zone": key}
            yield fault(document.place_of(here), here, "fixed_offset", params, Severity.WARNING)
        if calendar.overnight is None:
            yield from _overnight(document, name, calendar)
        yield from _often_shut(document, name, calendar)


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
