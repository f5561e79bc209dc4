"""A due time as people read it: how long until then, or when, and what that means in a word."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

from django.utils.formats import date_format, get_format
from django.utils.translation import gettext as _

from prazo.web.shown.reader import Reader, reader

SOON = timedelta(hours=2)
DAY = timedelta(days=1)
WEEK = timedelta(days=6)


@dataclass(frozen=True, slots=True)
class Due:
    """`figure` stands in tabular figures, `word` under it; `epoch` lets the page count on.

    `counts`: the figure is a length, not a moment.
    """

    kind: str  # missed | soon | fine | wait | asked | none
    figure: str
    word: str
    at: datetime | None = None
    full: str = ""
    counts: bool = False

    @property
    def epoch(self) -> int | None:
        return None if self.at is None else int(self.at.timestamp())


def due_of(due_at: datetime, now: datetime, to: Reader | None = None) -> Due:
    to = to or reader()
    away = due_at - now
    counts = abs(away) < DAY
    full = instant(due_at, to)
    said = _words(to.language)
    if away < timedelta():
        figure = f"−{hms(-away)}" if counts else moment(due_at, now, to)
        return Due("missed", figure, said.missed, due_at, full, counts)
    kind = "soon" if away < SOON else "fine"
    figure = hms(away) if counts else moment(due_at, now, to)
    return Due(kind, figure, said.left if counts else said.due, due_at, full, counts)


def hms(time: timedelta) -> str:
    seconds = time.days * 86400 + time.seconds
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"


def moment(at: datetime, now: datetime, to: Reader | None = None) -> str:
    """Short, in the reader's zone: the weekday within a week, else the date."""
    to = to or reader()
    if abs(at - now) < WEEK:
        return _written(at, "D H:i", to)
    if at.astimezone(to.zone).year == now.astimezone(to.zone).year:
        return _written(at, f"{get_format('MONTH_DAY_FORMAT')} H:i", to)
    return _written(at, "SHORT_DATE_FORMAT", to)


def clock(at: datetime, to: Reader | None = None) -> str:
    """The time of day in the reader's zone."""
    return _written(at, "H:i", to or reader())


def near(at: datetime, now: datetime, to: Reader | None = None) -> str:
    """The time of day, and which day it is where that is not today."""
    to = to or reader()
    today = at.astimezone(to.zone).date() == now.astimezone(to.zone).date()
    return clock(at, to) if today else moment(at, now, to)


def instant(at: datetime, to: Reader | None = None) -> str:
    """In full, as the language writes it, with the zone named."""
    to = to or reader()
    return f"{_written(at, 'DATETIME_FORMAT', to)} ({to.zone_name})"


def zone_name() -> str:
    return reader().zone_name


def machine(at: datetime) -> str:
    """For the `datetime` of a time element: UTC, to the second."""
    return at.astimezone(UTC).isoformat("T", "seconds").replace("+00:00", "Z")


class Words(NamedTuple):
    missed: str
    left: str
    due: str


@lru_cache(maxsize=32)
def _words(language: str) -> Words:
    """In the language that is active."""
    return Words(_("missed"), _("left"), _("due"))


def _written(at: datetime, form: str, to: Reader) -> str:
    return _minute(int(at.timestamp()) // 60, form, to)


@lru_cache(maxsize=16_384)
def _minute(minute: int, form: str, to: Reader) -> str:
    """No form here tells seconds, so a minute is written once for each zone and language, the
    active one. Django's formatting takes 30 us, and a page has hundreds of instants."""
    return date_format(datetime.fromtimestamp(minute * 60, UTC).astimezone(to.zone), form)
