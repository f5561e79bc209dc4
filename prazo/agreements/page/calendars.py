"""Hours as customers read them: in the calendar's zone, with the closed days of a year to come."""

from datetime import date, timedelta
from typing import Any

from prazo.agreements.document import Document
from prazo.agreements.page.words import tell
from prazo.agreements.phrases import say
from prazo.agreements.schema.calendars import OfficeHours, Union
from prazo.agreements.wording import calendar_name, day_words, weekly_words, windows_words

A_YEAR = timedelta(days=365)


def calendars(document: Document, language: str, as_of: date) -> list[dict[str, Any]]:
    """Every calendar with hours of its own, and what each union is made of."""
    shown: list[dict[str, Any]] = []
    for name, calendar in document.calendars.items():
        entry: dict[str, Any] = {"id": name, "name": calendar_name(document, name, language)}
        if isinstance(calendar, OfficeHours):
            entry["zone"] = say("page.zone", language, zone=calendar.zone.key)
            entry["hours"] = [
                {"days": days, "hours": hours} for days, hours in weekly_words(calendar, language)
            ]
            entry["closed"] = _closed(document, name, calendar, language, as_of)
            entry["count"] = str(len(entry["closed"]))
            entry["special"] = _special(calendar, language, as_of)
        elif isinstance(calendar, Union):
            names = ", ".join(calendar_name(document, part, language) for part in calendar.any)
            entry["text"] = say("page.united", language, names=names)
        else:
            entry["text"] = say("page.always_open", language)
        shown.append(entry)
    return shown


def _closed(
    document: Document, name: str, calendar: OfficeHours, language: str, as_of: date
) -> list[dict[str, str]]:
    """Closed days of the year to come that would have hours otherwise."""
    return [
        {
            "date": day.isoformat(),
            "day": day_words(day, language, weekday=True),
            "name": tell(text, language),
        }
        for day, text in document.closed[name].items()
        if as_of <= day < as_of + A_YEAR and calendar.hours.get(day.weekday())
    ]


def _special(calendar: OfficeHours, language: str, as_of: date) -> list[dict[str, str]]:
    return [
        {
            "date": day.isoformat(),
            "day": day_words(day, language, weekday=True),
            "hours": windows_words(windows, language),
        }
        for day, windows in sorted(calendar.days.items())
        if windows and as_of <= day < as_of + A_YEAR
    ]
