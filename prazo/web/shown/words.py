"""Names of things an agreement speaks of, in the reader's language."""

from collections.abc import Mapping
from datetime import timedelta
from functools import lru_cache

from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from prazo.agreements.models import Version
from prazo.agreements.wording import duration, figure
from prazo.desk.terms import Terms, terms_of
from prazo.desk.terms import tag as agreement_tag
from prazo.engine.agreement import Limit

MARKS = {"blocked": "▲", "severe": "▲", "major": "△", "minor": "○", "none": "○"}
URGENCY = {"blocked": "crit", "severe": "crit", "major": "high"}


def reader() -> str:
    return get_language() or "en"


def tag() -> str:
    """The reader's language as agreements write it."""
    return agreement_tag(reader())


def terms_by(version_id: int, sha256: str) -> Terms:
    """Of a version known by its digest; its text is read from the database only on first use."""
    row = Version.from_db("default", ["id", "sha256"], [version_id, sha256])
    return terms_of(row)


def channel_name(terms: Terms, channel: str) -> str:
    """As the agreement calls it; else our own word for it."""
    language = reader()
    if channel in terms.document.channels:
        return terms.value_name("channel", channel, language)
    return _channels(language).get(channel, channel)


@lru_cache(maxsize=32)
def _channels(language: str) -> Mapping[str, str]:
    """In the language that is active."""
    return {
        "email": _("e-mail"),
        "phone": _("telephone"),
        "form": _("form"),
        "chat": _("chat"),
        "web": _("web"),
    }


def priority_chip(terms: Terms, priority: str) -> tuple[str, str, str]:
    """Class, sign and name of a priority: its colour never stands without a word."""
    found = terms.document.priorities.get(priority)
    effect = (found.effect if found else None) or "none"
    name = terms.value_name("priority", priority, reader()) if priority else _("not set")
    return URGENCY.get(effect, ""), MARKS[effect], name


def party(on: str) -> str:
    """Whom a ticket waits on, or who answers for a cause."""
    parties = {
        "customer": pgettext("party", "the customer"),
        "third_party": pgettext("party", "a third party"),
        "carrier": pgettext("party", "a carrier"),
        "provider": pgettext("party", "us"),
        "nobody": pgettext("party", "nobody"),
    }
    return parties.get(on, on)


def allowance_words(terms: Terms, metric: str, rule: str, allowed: timedelta | None) -> str:
    """How long a target allows, as its line says it: “2 working hours”, “4 working days”."""
    target = terms.agreement.targets.get(metric)
    line = next((one for one in target.lines if one.rule == rule), None) if target else None
    if line is None or target is None:
        return length(allowed) if allowed is not None else ""
    calendar = line.calendar or next((c.calendar for c in target.calendars), "")
    facts = terms.agreement.calendars.get(calendar)
    unbroken = facts is None or facts.calendar.hours.unbroken
    if line.allowed.limit is Limit.CONTRACT and allowed is not None:
        return duration(allowed, tag(), working=not unbroken)
    return figure(line.allowed, unbroken, tag())


def length(time: timedelta, days: bool = True) -> str:
    """A length in its two largest units: 4 d 2 h, 2 h 30 min, 45 s. Working time has no days:
    a day of it would be as long as the office is open."""
    seconds = int(abs(time).total_seconds())
    whole_days, rest = divmod(seconds, 86400) if days else (0, seconds)
    hours, rest = divmod(rest, 3600)
    minutes, seconds = divmod(rest, 60)
    parts = [
        (whole_days, pgettext("unit", "d")),
        (hours, pgettext("unit", "h")),
        (minutes, pgettext("unit", "min")),
        (seconds, pgettext("unit", "s")),
    ]
    said = [f"{number}\N{NO-BREAK SPACE}{unit}" for number, unit in parts if number]
    return " ".join(said[:2]) or f"0\N{NO-BREAK SPACE}{pgettext('unit', 's')}"
