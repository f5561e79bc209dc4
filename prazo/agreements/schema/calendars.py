"""When time runs, as the file says it."""

import re
from collections.abc import Mapping
from itertools import pairwise
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import BeforeValidator, Discriminator, PlainValidator, Tag, WithJsonSchema

from prazo.agreements.schema.base import Day, Identifier, Names, Part, Words, one_or_more, refused
from prazo.agreements.zones import zones

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
Window = tuple[int, int]  # opens, closes: seconds since local midnight, as the engine takes them

WINDOW = r"([01][0-9]|2[0-4]):([0-5][0-9])-([01][0-9]|2[0-4]):([0-5][0-9])"
WINDOWS_SCHEMA = {
    "oneOf": [
        {"type": "string", "pattern": f"^{WINDOW}$"},
        {"type": "array", "items": {"type": "string", "pattern": f"^{WINDOW}$"}},
    ]
}


def _windows(value: object) -> tuple[Window, ...]:
    """`"09:00-18:00"`, or a list of such; in order of opening, none over another."""
    found = sorted(_window(text) for text in _listed(value))
    for (_, closes), (opens, _) in pairwise(found):
        if opens < closes:
            raise refused("hours_overlap", value=clock(opens))
    return tuple(found)


def _listed(value: object) -> list[object]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, list):
        return value
    raise refused("hours", value=value)


def _window(text: object) -> Window:
    found = re.fullmatch(WINDOW, text) if isinstance(text, str) else None
    if found is None:
        raise refused("hours", value=text)
    hours = [int(part) for part in found.groups()]
    opens, closes = hours[0] * 3600 + hours[1] * 60, hours[2] * 3600 + hours[3] * 60
    if opens >= 86400 or closes > 86400:
        raise refused("hours", value=text)
    return opens, closes


def _week(value: object) -> dict[int, tuple[Window, ...]]:
    """Hours by weekday, Monday is 0. A day named twice is a fault."""
    if not isinstance(value, Mapping):
        raise refused("week")
    week: dict[int, tuple[Window, ...]] = {}
    for name, hours in value.items():
        for day in _days(name):
            if day in week:
                raise refused("day_twice", day=DAYS[day])
            week[day] = _windows(hours)
    return dict(sorted(week.items()))


def _days(name: str) -> list[int]:
    if name == "all":
        return list(range(7))
    first, _, last = name.partition("-")
    if first not in DAYS or (last or first) not in DAYS:
        raise refused("day", value=name)
    start, end = DAYS.index(first), DAYS.index(last or first)
    return [day % 7 for day in range(start, end + 1 if end >= start else end + 8)]


def _zone(value: object) -> ZoneInfo:
    if not isinstance(value, str) or value not in zones():
        raise refused("zone", value=value)
    return ZoneInfo(value)


def clock(seconds: int) -> str:
    """`"18:00"`, and `"24:00"` for the end of the day."""
    return f"{seconds // 3600:02}:{seconds % 3600 // 60:02}"


Week = Annotated[
    dict[int, tuple[Window, ...]],
    PlainValidator(_week),
    WithJsonSchema(
        {
            "type": "object",
            "propertyNames": {"pattern": f"^(all|({'|'.join(DAYS)})(-({'|'.join(DAYS)}))?)$"},
            "additionalProperties": WINDOWS_SCHEMA,
        }
    ),
]
Windows = Annotated[tuple[Window, ...], PlainValidator(_windows), WithJsonSchema(WINDOWS_SCHEMA)]
Zone = Annotated[
    ZoneInfo,
    PlainValidator(_zone),
    WithJsonSchema({"type": "string", "examples": ["America/Sao_Paulo"]}),
]


class ClosedDate(Part):
    """One date of the calendar's own on which it is shut."""

    date: Day
    name: Words | None = None


class HolidayTable(Part):
    """Holidays of a country or a subdivision; `only` takes those of some names."""

    of: str
    category: str = "public"
    only: Annotated[tuple[str, ...], BeforeValidator(one_or_more)] = ()


def _closed(value: object) -> object:
    return {"date": value} if isinstance(value, str) else value


def _table(value: object) -> object:
    return {"of": value} if isinstance(value, str) else value


class OfficeHours(Part):
    """Weekly hours in one zone, with the dates on which they do not hold."""

    zone: Zone
    hours: Week
    holidays: tuple[Annotated[HolidayTable, BeforeValidator(_table)], ...] = ()
    closed: tuple[Annotated[ClosedDate, BeforeValidator(_closed)], ...] = ()
    days: dict[Day, Windows] = {}
    overnight: Literal["intended"] | None = None
    name: Words | None = None


class Union(Part):
    """Open when any of the others is."""

    any: Names
    name: Words | None = None


class RoundTheClock(Part):
    """`always`: never closed."""

    name: None = None


def _kind(value: object) -> str:
    """The tag of a calendar's form; in brackets, so that no key of the file is taken for it."""
    if value == "always":
        return "<always>"
    return "<any>" if isinstance(value, Mapping) and "any" in value else "<hours>"


def _always(value: object) -> object:
    return {} if value == "always" else value


CalendarPart = Annotated[
    Annotated[
        RoundTheClock,
        BeforeValidator(_always),
        WithJsonSchema({"const": "always"}),
        Tag("<always>"),
    ]
    | Annotated[Union, Tag("<any>")]
    | Annotated[OfficeHours, Tag("<hours>")],
    Discriminator(_kind),
]
Calendars = dict[Identifier, CalendarPart]
