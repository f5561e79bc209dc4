"""A due time as people read it: how long until then, or when, and what that means in a word."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.formats import date_format
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
    local = timezone.localtime(at)
    if abs(at - now) < WEEK:
        return date_format(local, "D H:i")
    if local.year == timezone.localtime(now).year:
        return date_format(local, "j M H:i")
    return date_format(local, "j M Y")


def instant(at: datetime) -> str:
    """In full, with the zone named."""
    local = timezone.localtime(at)
    return f"{date_format(local, 'DATETIME_FORMAT')} ({zone_name()})"


def zone_name() -> str:
    return timezone.get_current_timezone_name()
