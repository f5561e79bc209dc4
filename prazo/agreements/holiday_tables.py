"""Holidays frozen into the loaded agreement, so that a file means the same next year.

Dates and names come from the `holidays` library (workalendar was looked at: its last release is
of 2023). Later years are partly its guesses, since governments move days by decree: whoever
keeps a loaded agreement keeps its tables with `to_json`, and loads it with them again.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

YEARS_BEFORE, YEARS_AFTER = 2, 8
TAGS = {"pt_BR": "pt-BR", "en_US": "en", "en_GB": "en", "es": "es", "de": "de"}


@dataclass(frozen=True, slots=True)
class Holiday:
    """One date and what it is called, by language; the country's own language comes first."""

    date: date
    names: Mapping[str, str]


Tables = Mapping[str, tuple[Holiday, ...]]
"""Holidays by the key of their table: `BR-SP/public`."""


class UnknownHolidays(ValueError):
    """`what` names the sentence of the fault, `params` fill it."""

    def __init__(self, what: str, **params: str) -> None:
        super().__init__(what, params)
        self.what = what
        self.params = params


def table_key(of: str, category: str) -> str:
    return f"{of}/{category}"


@lru_cache(maxsize=64)
def holiday_table(of: str, category: str, year: int) -> tuple[Holiday, ...]:
    """The holidays of a country or subdivision from two years before `year` to eight after.

    UnknownHolidays where the country, the subdivision or the category is not known.
    """
    import holidays

    country, _, subdivision = of.partition("-")
    years = range(year - YEARS_BEFORE, year + YEARS_AFTER + 1)
    try:
        own = holidays.country_holidays(country, subdiv=subdivision or None)
    except NotImplementedError:
        raise UnknownHolidays("country", value=of) from None
    if category not in own.supported_categories:
        known = ", ".join(sorted(own.supported_categories))
        raise UnknownHolidays("category", value=category, country=country, known=known)
    spoken = [own.default_language, *own.supported_languages]
    languages: list[str | None] = [*dict.fromkeys(tag for tag in spoken if tag in TAGS)]
    names: dict[date, dict[str, str]] = {}
    for language in languages or [None]:
        named = holidays.country_holidays(
            country,
            subdiv=subdivision or None,
            years=years,
            categories=(category,),
            language=language,
        )
        for day, name in named.items():
            names.setdefault(day, {}).setdefault(TAGS.get(language or "", "en"), name)
    return tuple(Holiday(day, names[day]) for day in sorted(names))


def only_named(table: tuple[Holiday, ...], wanted: tuple[str, ...]) -> tuple[Holiday, ...]:
    """Those of some names, in whichever language. UnknownHolidays for a name that none has."""
    if not wanted:
        return table
    every = {part for day in table for name in day.names.values() for part in name.split("; ")}
    for name in wanted:
        if name not in every:
            known = ", ".join(sorted(every))
            raise UnknownHolidays("holiday_name", value=name, known=known)
    chosen = frozenset(wanted)
    return tuple(
        day for day in table if any(chosen & set(name.split("; ")) for name in day.names.values())
    )


def to_json(tables: Tables) -> dict[str, Any]:
    """Tables as JSON keeps them."""
    return {
        key: [[day.date.isoformat(), dict(day.names)] for day in table]
        for key, table in tables.items()
    }


def from_json(kept: Mapping[str, Any]) -> Tables:
    """What `to_json` made."""
    return {
        key: tuple(Holiday(date.fromisoformat(day), dict(names)) for day, names in table)
        for key, table in kept.items()
    }
