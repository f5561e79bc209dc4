"""The fields that say when: some moments by a word, or a day and a time, in the reader's zone."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from prazo.desk.moments import Moment, at_reading, moment, morning
from prazo.engine.calendar import Calendar
from prazo.web.shown.due import moment as written
from prazo.web.shown.due import zone_name

DATE = "date"
DAY, TIME = {"type": "date"}, {"type": "time"}
EARLIEST, LATEST = 2000, 2190


class _WhenField(forms.ChoiceField):
    """A word that was offered and lapsed while one wrote is no unknown one: `chosen` says so."""

    def valid_value(self, value: Any) -> bool:
        return super().valid_value(value) or value in list(Moment)


def fields(*, required: bool = True) -> dict[str, forms.Field]:
    """`when`, `day` and `time`, to be completed by `offer`."""
    return {
        "when": _WhenField(
            required=required,
            widget=forms.RadioSelect(attrs={"autofocus": True} if required else {}),
            error_messages={"required": _("Choose when.")},
        ),
        "day": forms.DateField(
            label=_("Day"),
            required=False,
            widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"),
            error_messages={"invalid": _("Write a date as 2026-03-01.")},
        ),
        "time": forms.TimeField(
            label=_("Time"),
            required=False,
            widget=forms.TimeInput(attrs=TIME, format="%H:%M"),
            help_text=_("Left empty, when work begins on that day."),
            error_messages={"invalid": _("Write a time as 14:30.")},
        ),
    }


def offer(
    form: forms.Form,
    calendar: Calendar | None,
    now: datetime,
    label: str | Promise,
    *,
    none: str | Promise = "",
    promised: tuple[datetime, str] | None = None,
) -> None:
    """Say of each moment what it is, and which lie behind what is `promised` before. `none` is what
    is chosen where nothing need be."""
    zone = _zone()
    choices: list[tuple[str, str | Promise]] = [("", none)] if none else []
    for each in Moment:
        at = moment(each, now, calendar, zone)
        if at is not None:
            told = f"{_named(each, at, now, zone)} · {written(at, now)}"
            choices.append((each.value, told + _behind(at, promised)))
    choices.append((DATE, _("On a day, as below")))
    field = form.fields["when"]
    field.choices = choices  # type: ignore[attr-defined]
    field.label = gettext("%(when)s (%(zone)s)") % {"when": label, "zone": zone_name()}


def chosen(
    form: forms.Form, calendar: Calendar | None, now: datetime, held: datetime | None = None
) -> datetime | None:
    """Of a form without other errors; says beside the fields what is wrong. `held` is the moment
    they showed when they were drawn."""
    given = form.cleaned_data
    word, day, reading = given.get("when", ""), given.get("day"), given.get("time")
    zone = _zone()
    if word and word != DATE:
        if day is not None and not _shows(held, day, reading, zone):
            form.add_error("day", _("Leave the day empty, or choose “On a day, as below”."))
            return None
        found = moment(Moment(word), now, calendar, zone)
        if found is None:
            form.add_error("when", _("That is over for today: choose another moment."))
        return found
    if day is None:
        if word == DATE or reading is not None:
            form.add_error("day", _("Choose a day."))
        return None
    if not EARLIEST <= day.year <= LATEST:
        form.add_error("day", _("Write a date as 2026-03-01."))
        return None
    return at_reading(day, reading, zone) if reading else morning(day, calendar, zone)


def held(at: datetime) -> Mapping[str, Any]:
    """What the fields show of a moment."""
    local = at.astimezone(_zone())
    return {"when": DATE, "day": local.date(), "time": local.time().replace(second=0)}


def _shows(at: datetime | None, day: date, reading: time | None, zone: ZoneInfo) -> bool:
    if at is None:
        return False
    local = at.astimezone(zone)
    return (local.date(), local.time().replace(second=0, microsecond=0)) == (day, reading)


def _named(each: Moment, at: datetime, now: datetime, zone: ZoneInfo) -> str:
    ahead = at.astimezone(zone).date() - now.astimezone(zone).date()
    match each:
        case Moment.HOUR:
            return gettext("In 1 hour")
        case Moment.AFTERNOON:
            return gettext("This afternoon")
        case Moment.MORNING if ahead == timedelta(days=1):
            return gettext("Tomorrow morning")
        case Moment.MORNING:
            return gettext("The next working morning")
        case _:
            return gettext("Next week")


def _behind(at: datetime, promised: tuple[datetime, str] | None) -> str:
    if promised is None or at < promised[0]:
        return ""
    return " · " + gettext("after %(promise)s falls due") % {"promise": promised[1]}


def _zone() -> ZoneInfo:
    found = timezone.get_current_timezone()
    return found if isinstance(found, ZoneInfo) else ZoneInfo("UTC")
