"""A due time as people read it: how long until then, or when, and what that means in a word."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from functools import lru_cache

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

SOON = timedelta(hours=2)
DAY = timedelta(days=1)
WEEK = timedelta(days=6)


@dataclass(frozen=True, slots=True)
class Due:
    """`figure` stands in tabular figures, `word` under it; `epoch` lets the page count on.

    `counts`: the figure is a length, not a moment.
    """

    kind: str  # missed | soon | fine | wait | none
    figure: str
    word: str
    at: datetime | None = None
    full: str = ""
    counts: bool = False

    @property
    def epoch(self) -> int | None:
        return None if self.at is None else int(self.at.timestamp())


def due_of(due_at: datetime, now: datetime) -> Due:
    away = due_at - now
    counts = abs(away) < DAY
    if away < timedelta():
        figure = f"−{hms(-away)}" if counts else moment(due_at, now)
        return Due("missed", figure, _("missed"), due_at, instant(due_at), counts)
    kind = "soon" if away < SOON else "fine"
    figure = hms(away) if counts else moment(due_at, now)
    return Due(kind, figure, _("left") if counts else _("due"), due_at, instant(due_at), counts)


def hms(time: timedelta) -> str:
    seconds = int(time.total_seconds())
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"


def moment(at: datetime, now: datetime) -> str:
    """Short, in the reader's zone: the weekday within a week, else the date."""
    zone = timezone.get_current_timezone()
    if abs(at - now) < WEEK:
        return _written(at, "D H:i", zone)
    if at.astimezone(zone).year == now.astimezone(zone).year:
        return _written(at, "j M H:i", zone)
    return _written(at, "j M Y", zone)


def instant(at: datetime) -> str:
    """In full, with the zone named."""
    written = _written(at, "DATETIME_FORMAT", timezone.get_current_timezone())
    return f"{written} ({zone_name()})"


def zone_name() -> str:
    return timezone.get_current_timezone_name()


def _written(at: datetime, form: str, zone: tzinfo) -> str:
    return _minute(int(at.timestamp()) // 60, form, zone, get_language() or "en")


@lru_cache(maxsize=16_384)
def _minute(minute: int, form: str, zone: tzinfo, language: str) -> str:
    """No form here tells seconds, so a minute is written once in each zone and language, the
    active one. Django's formatting takes 30 us, and a page has hundreds of instants."""
    return date_format(datetime.fromtimestamp(minute * 60, UTC).astimezone(zone), form)
