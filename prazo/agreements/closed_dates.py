"""Dates an operator closed after a version was taken in, known to every process within seconds.

They hold for all versions of an agreement, those of the past too. A version's text is not edited
for it: the dates lie beside it and are laid over the calendars when it is loaded.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from django.db import connection, transaction

from prazo.agreements.document import Document
from prazo.agreements.loader import Loaded
from prazo.agreements.models import ClosedDate
from prazo.agreements.schema.calendars import Union
from prazo.agreements.text import Text
from prazo.engine.agreement import CalendarFacts
from prazo.engine.calendar import Calendar, union
from prazo.engine.hours import WeeklyHours

Dates = tuple[tuple[str, date, str], ...]
"""Calendar, date and name, in the order in which they were closed."""

FRESH = 2.0
"""Seconds for which what was read is taken to be so, by those who only show it."""


@dataclass(slots=True)
class Known:
    revision: int = -1
    read_at: float = 0.0
    by_agreement: dict[str, Dates] = field(default_factory=dict)


_known = Known()


def closed_dates(agreement: str) -> Dates:
    """For showing; who writes what follows from them calls `hold` first."""
    if time.monotonic() - _known.read_at > FRESH:
        read_again()
    return _known.by_agreement.get(agreement, ())


def revision() -> int:
    """Higher whenever a date was closed, for those who keep what they made of a version."""
    closed_dates("")
    return _known.revision


def hold() -> None:
    """Until this transaction ends no date is closed, and those that are, are known.

    So nobody can write a due time by a calendar that has changed meanwhile.
    """
    with connection.cursor() as cursor:
        cursor.execute("select prazo_hold_calendars()")
        (latest,) = cursor.fetchone()
    held(latest)


def held(latest: int) -> None:
    """A statement called `prazo_hold_calendars` by the way, and was told this."""
    if latest != _known.revision:
        read_again()


def add(agreement: str, calendar: str, day: date, name: str) -> bool:
    """Close it for good, once nobody is writing by the calendar as it was; False if it was."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("select prazo_change_calendars()")
        _, added = ClosedDate.objects.get_or_create(
            agreement=agreement, calendar=calendar, date=day, defaults={"name": name}
        )
    read_again()
    return bool(added)


def read_again() -> None:
    found: dict[str, Dates] = {}
    latest = 0
    for row in ClosedDate.objects.order_by("pk"):
        dates = found.get(row.agreement, ())
        found[row.agreement] = (*dates, (row.calendar, row.date, row.name))
        latest = row.pk
    _known.by_agreement, _known.revision, _known.read_at = found, latest, time.monotonic()


def forget() -> None:
    _known.revision, _known.read_at, _known.by_agreement = -1, 0.0, {}


def with_closed(loaded: Loaded, dates: Dates) -> Loaded:
    """The agreement with these dates shut; what its calendars do not know is left out."""
    shut: dict[str, dict[date, str]] = {}
    for calendar, day, name in dates:
        shut.setdefault(calendar, {})[day] = name
    calendars = dict(loaded.agreement.calendars)
    for name, facts in calendars.items():
        if name in shut and isinstance(facts.calendar.hours, WeeklyHours):
            calendars[name] = _shut(facts, shut[name])
    closed = _named(loaded.document, {n: d for n, d in shut.items() if n in calendars})
    _unite(loaded.document, calendars, closed)
    return Loaded(
        replace(loaded.agreement, calendars=calendars),
        loaded.document.model_copy(update={"closed": closed}),
    )


def shut_with(document: Document, calendar: str) -> frozenset[str]:
    """A calendar and the unions it is part of."""
    names: set[str] = {calendar}
    unions = {n: part.any for n, part in document.calendars.items() if isinstance(part, Union)}
    while more := {name for name, parts in unions.items() if names & set(parts)} - names:
        names |= more
    return frozenset(names)


def _shut(facts: CalendarFacts, days: Mapping[date, str]) -> CalendarFacts:
    hours = facts.calendar.hours
    assert isinstance(hours, WeeklyHours)
    own = frozenset((day, windows) for day, windows in hours.days if day not in days)
    changed = replace(hours, holidays=hours.holidays | frozenset(days), days=own)
    calendar = Calendar(facts.calendar.name, changed)
    return CalendarFacts(calendar, dict(sorted({**facts.closed, **days}.items())), facts.rule)


Closed = dict[str, Mapping[date, Text | None]]


def _unite(document: Document, calendars: dict[str, CalendarFacts], closed: Closed) -> None:
    """Unions anew, each after its parts: shut on the dates on which all parts are."""
    waiting = {n: part.any for n, part in document.calendars.items() if isinstance(part, Union)}
    while waiting:
        ready = [name for name, parts in waiting.items() if not waiting.keys() & set(parts)]
        for name in ready:
            parts = waiting.pop(name)
            first, *others = (closed.get(part, {}) for part in parts)
            closed[name] = {d: text for d, text in first.items() if all(d in o for o in others)}
            united = union(name, *(calendars[part].calendar for part in parts))
            shut = {day: str(text or "") for day, text in closed[name].items()}
            calendars[name] = CalendarFacts(united, shut, calendars[name].rule)


def _named(document: Document, shut: Mapping[str, Mapping[date, str]]) -> Closed:
    """As the page that customers read names them."""
    closed: Closed = dict(document.closed)
    for calendar, days in shut.items():
        own = {
            day: Text({document.language: name}, document.language) for day, name in days.items()
        }
        closed[calendar] = dict(sorted({**closed.get(calendar, {}), **own}.items()))
    return closed
