"""Working days as other libraries count them, to tell whether a vector asks what we answer.

`roll_first`: where a start outside hours counts from: False, itself; "date", the next working
day at the same time of day; "open", the next opening (ours). `clamp`: what becomes of a time of
day that is closed then: False, it stays; True, the next opening; "closing", that day's closing
(ours). `end_of_day`: the closing of that day, whatever the time of day. `closing_of_last_day`:
the closing of the last of so many days, the first of which is the start's own; that is another
question. Going back, the last closing stands for the next opening.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from prazo.engine.calendar import Calendar
from prazo.engine.conformance.tally import AnotherMeaning
from prazo.engine.errors import NeverOpens
from prazo.engine.instant import to_datetime, to_us


def due_as_source(
    calendar: Calendar, start: datetime, days: int, semantics: Mapping[str, Any]
) -> datetime:
    """The due time under a source's rules; a rule it does not name is taken as ours.

    ValueError for a rule that the format does not know, AnotherMeaning for one with which no
    due time of ours could be meant.
    """
    unknown = semantics.keys() - {"roll_first", "clamp", "end_of_day", "closing_of_last_day"}
    if unknown:
        raise ValueError(f"days know no {', '.join(sorted(unknown))}")
    if semantics.get("closing_of_last_day"):
        raise AnotherMeaning("days counted with the first of them, to the closing of the last")
    working_days = calendar.layout.working_days
    back = days < 0
    first, reading = _start(calendar, start, back, semantics.get("roll_first", "open"))
    day = working_days.after(first, days)
    if day is None:
        raise NeverOpens(calendar.name, f"has no {abs(days)} working days from {first} on")
    if semantics.get("end_of_day"):
        return to_datetime(working_days.closing(day))
    due = working_days.at(day, reading)
    if calendar.is_open_us(due - back):
        return to_datetime(due)
    match semantics.get("clamp", "closing"):
        case False:
            return to_datetime(due)
        case True:
            return to_datetime(calendar.before_us(due, 0) if back else calendar.due_us(due, 0))
        case "closing":
            return to_datetime(working_days.closing(day))
        case other:
            raise ValueError(f"clamp: {other}")


def _start(
    calendar: Calendar, start: datetime, back: bool, roll_first: object
) -> tuple[date, timedelta]:
    working_days = calendar.layout.working_days
    at = to_us(start)
    if roll_first == "open":
        at = calendar.before_us(at, 0) if back else calendar.due_us(at, 0)
    elif roll_first not in (False, "date"):
        raise ValueError(f"roll_first: {roll_first}")
    first = working_days.day_of(at, back)
    reading = working_days.reading(at, first)
    if roll_first == "date" and not calendar.hours.on(first):
        first = working_days.after(first, -1 if back else 1) or first
    return first, reading
