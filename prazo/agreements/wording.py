"""Values of an agreement in words: figures, hours, dates, conditions. One place for all pages."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from prazo.agreements.document import Document
from prazo.agreements.phrases import say
from prazo.agreements.schema import DECLARED_UNDER
from prazo.agreements.schema.calendars import DAYS, OfficeHours, RoundTheClock, Window, clock
from prazo.engine.agreement import Allowance, Conditions, Limit, Start

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)


def figure(allowed: Allowance, unbroken: bool, language: str) -> str:
    """How long, in words. `unbroken`: counted round the clock, so hours are just hours."""
    match allowed.limit:
        case Limit.NONE:
            return say("figure.none", language)
        case Limit.CONTRACT:
            return say("figure.contract", language)
        case Limit.WORKING:
            return duration(allowed.time, language, working=not unbroken)
    if allowed.end_of_day and not unbroken:
        if allowed.days == 0:
            return say("figure.end_of_same_day", language)
        return say("figure.end_of_day", language, n=allowed.days)
    return say(f"duration.{'' if unbroken else 'working_'}days", language, n=allowed.days)


def duration(time: timedelta, language: str, working: bool = False) -> str:
    """`2 hours`, `30 working minutes`, `1 h 30 min`."""
    before = "duration.working_" if working else "duration."
    hours, rest = divmod(time, HOUR)
    if not rest and hours:
        return say(f"{before}hours", language, n=hours)
    minutes, seconds = divmod(rest, MINUTE)
    if seconds:
        return say("duration.seconds", language, n=int(time.total_seconds()))
    if not hours:
        return say(f"{before}minutes", language, n=minutes)
    mixed = say("duration.mixed", language, h=hours, m=minutes)
    return say("duration.working", language, time=mixed) if working else mixed


def day_words(day: date, language: str, weekday: bool = False) -> str:
    """`24 December 2026`, with its weekday if wanted."""
    month = say(f"month.{day.month}", language)
    words = say("date.long", language, day=day.day, month=month, year=day.year)
    if not weekday:
        return words
    return f"{say(f'weekday.{DAYS[day.weekday()]}', language)}, {words}"


def instant_words(at: datetime, zone: ZoneInfo, language: str) -> str:
    """`Mon 2026-03-09 10:30`; seconds only where there are any."""
    local = at.astimezone(zone)
    text = local.strftime("%Y-%m-%d %H:%M")
    if local.second or local.microsecond:
        text += local.strftime(":%S")
    if local.microsecond:
        text += local.strftime(".%f")
    return f"{say(f'weekday_short.{DAYS[local.weekday()]}', language)} {text}"


def value_name(document: Document, dimension: str, value: str, language: str) -> str:
    """What readers call a value of a dimension; the identifier where it has no name."""
    known = getattr(document, DECLARED_UNDER[dimension]).get(value)
    return value if known is None else str(known.name.of(language))


def conditions(document: Document, when: Conditions, language: str) -> str:
    """`Priority: High, Medium; Channel: Telephone`, values in the file's order."""
    return "; ".join(
        f"{say(f'dimension.{dimension}', language)}: "
        + values_words(document, dimension, values, language)
        for dimension, values in when
    )


def values_words(document: Document, dimension: str, values: Iterable[str], language: str) -> str:
    """The names of several values, in the file's order. Where a name has a comma of its own, as
    "Critical, level 1", none stands between them: it would make four of two."""
    wanted = set(values)
    declared = [v for v in getattr(document, DECLARED_UNDER[dimension]) if v in wanted]
    names = [value_name(document, dimension, value, language) for value in declared]
    return (" / " if any("," in name for name in names) else ", ").join(names)


def calendar_name(document: Document, name: str, language: str) -> str:
    """What readers call a calendar; its identifier if it has no name or is another version's."""
    calendar = document.calendars.get(name)
    if isinstance(calendar, RoundTheClock):
        return say("hours.always", language)
    if calendar is None or calendar.name is None:
        return name.replace("_", " ")
    return calendar.name.of(language)


def weekly_words(calendar: OfficeHours, language: str) -> list[tuple[str, str]]:
    """Days and their hours; neighbours with the same hours are one line."""
    lines: list[tuple[str, str]] = []
    open_days = [(day, calendar.hours.get(day, ())) for day in range(7)]
    for hours, days in groupby(open_days, key=lambda entry: entry[1]):
        span = [day for day, _ in days]
        if hours:
            lines.append((_days_words(span, language), windows_words(hours, language)))
    return lines


def windows_words(windows: Iterable[Window], language: str) -> str:
    """`09:00–12:00, 13:00–18:00`; a close on the next day says so."""
    shown = []
    for opens, closes in windows:
        text = f"{clock(opens)}–{clock(closes or 86400)}"
        if 0 < closes <= opens:
            text += f" ({say('hours.midnight', language)})"
        shown.append(text)
    return ", ".join(shown) or say("hours.shut", language)


def start_words(document: Document, start: Start, language: str) -> str:
    """What starts a clock."""
    if start.kind == "level":
        level = value_name(document, "level", start.value, language)
        return say("start.level", language, level=level)
    if start.kind == "waiting":
        return say("start.waiting", language, on=say(f"party.{start.value}", language))
    return say(f"start.{start.kind}", language)


def role_name(document: Document, role: str, language: str) -> str:
    """Whom a step tells: a role of the agreement, or one that every desk has."""
    known = document.roles.get(role)
    return say(f"told.{role}", language) if known is None else known.name.of(language)


def _days_words(days: list[int], language: str) -> str:
    if len(days) == 7:
        return say("hours.every_day", language)
    first, last = (say(f"weekday.{DAYS[day]}", language) for day in (days[0], days[-1]))
    return first if len(days) == 1 else say("hours.range", language, first=first, last=last)
