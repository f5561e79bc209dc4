"""Close a calendar on one more date, and count the clocks of all open tickets anew, in bulk.

A clock whose present run of counting began before that day is due so much working time after
the run's beginning as ever, only on the changed calendar: that is one statement for many
thousand clocks. Where the day lies behind a clock's run its past changed too, and its ticket is
folded. Nobody writes by the old calendar meanwhile (`closed_dates.hold`), so it may be broken off
and done again.
"""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextvars import copy_context
from datetime import date, datetime, timedelta

from django.db import OperationalError, connection, transaction
from django.utils.translation import gettext_lazy as _

from prazo.agreements import closed_dates
from prazo.agreements.models import Version
from prazo.desk.clocks import save, settlements
from prazo.desk.models import Ticket
from prazo.desk.moved_clocks import Change, move_clocks, that_must_be_folded
from prazo.desk.ticket_rows import update_settled
from prazo.engine.calendar import Calendar
from prazo.engine.hours import WeeklyHours
from prazo.engine.instant import to_us
from prazo.lib import rows
from prazo.lib.refusal import Refusal

Show = Callable[[int, int], None]

Portion = tuple[Change, Sequence[int]]
"""Tickets that are counted anew in one transaction."""

LOCK = "select 1 from desk_ticket where id = any(%s::bigint[]) order by id for no key update"
CHUNK = 5000
AT_ONCE = 2
FOLDED_AT_ONCE = 250
TRIES = 5


def close_day(
    agreement: str, calendar: str, day: date, name: str, as_of: datetime, show: Show
) -> int:
    """How many clocks are due at another time now. `show(done, all)` hears of tickets counted.

    Refused where the agreement or its calendar is not known, or is shut on that day already.
    """
    versions = list(Version.objects.defer("text", "holidays").filter(agreement=agreement))
    _refuse(agreement, calendar, day, [_calendars(version) for version in versions])
    closed_dates.add(agreement, calendar, day, name)
    changes = [
        Change(
            version=version,
            calendars=closed_dates.shut_with(version.loaded().document, calendar),
            day=_instants(calendars[calendar], day),
            as_of=to_us(as_of),
        )
        for version in versions
        if calendar in (calendars := _calendars(version))
    ]
    return _recount(changes, show)


def _recount(changes: Sequence[Change], show: Show) -> int:
    open_tickets = Ticket.objects.open().order_by("pk").values_list("pk", flat=True)
    work = [
        (change, chunk)
        for change in changes
        for chunk in _chunks(list(open_tickets.filter(version=change.version)), CHUNK)
    ]
    total, done, moved = sum(len(tickets) for _change, tickets in work), 0, 0
    show(done, total)
    for counted, elsewhere in _side_by_side(work):
        done += counted
        moved += elsewhere
        show(done, total)
    return moved


def _side_by_side(work: Sequence[Portion]) -> Iterator[tuple[int, int]]:
    """Tickets counted and clocks moved, of each portion as it is done.

    While the database writes one portion, the next is reckoned, on a connection of its own. Inside
    a transaction of the caller's no other connection would see what it did.
    """
    if connection.in_atomic_block:
        for change, tickets in work:
            yield len(tickets), _patiently(change, tickets)
        return
    with ThreadPoolExecutor(AT_ONCE, "recount") as pool:
        try:
            begun = [pool.submit(copy_context().run, _apart, portion) for portion in work]
            for portion in as_completed(begun):
                yield portion.result()
        finally:
            pool.shutdown(cancel_futures=True)


def _apart(portion: Portion) -> tuple[int, int]:
    change, tickets = portion
    try:
        return len(tickets), _patiently(change, tickets)
    finally:
        connection.close()


def _patiently(change: Change, tickets: Sequence[int]) -> int:
    """Somebody may hold one of the tickets for a moment."""
    for attempt in range(TRIES):
        try:
            return _count_anew(change, tickets)
        except OperationalError:
            if attempt + 1 == TRIES:
                raise
            time.sleep(attempt + 1)
    raise AssertionError("unreachable")


@transaction.atomic
def _count_anew(change: Change, tickets: Sequence[int]) -> int:
    closed_dates.hold()
    with connection.cursor() as cursor:
        cursor.execute(LOCK, [rows.array(tickets)])
    folded = that_must_be_folded(change, tickets)
    moved = move_clocks(change, sorted(set(tickets) - folded))
    for portion in _chunks(sorted(folded), FOLDED_AT_ONCE):
        moved += _fold(portion)
    return moved


def _fold(tickets: Sequence[int]) -> int:
    made = settlements(Ticket.objects.to_act_on().filter(pk__in=tickets).order_by("pk"))
    moved = sum("due_at" in one.columns for one in made)
    save(made)
    update_settled([one.ticket for one in made])
    return moved


def _chunks(items: Sequence[int], size: int) -> Iterator[Sequence[int]]:
    for start in range(0, len(items), size):
        yield items[start : start + size]


def _calendars(version: Version) -> dict[str, Calendar]:
    calendars = version.loaded().agreement.calendars
    return {name: facts.calendar for name, facts in calendars.items()}


def _instants(calendar: Calendar, day: date) -> tuple[int, int]:
    """The local day, 00:00 to 24:00, in µs since the epoch."""
    midnight = datetime(day.year, day.month, day.day, tzinfo=calendar.zone)
    return to_us(midnight), to_us(midnight + timedelta(days=1))


def _refuse(
    agreement: str, calendar: str, day: date, versions: Sequence[Mapping[str, Calendar]]
) -> None:
    """Before anything is written; what was closed and only half counted may be closed again."""
    if not versions:
        known = Version.objects.values_list("agreement", flat=True).distinct()
        names = {"name": agreement, "known": ", ".join(sorted(known))}
        raise Refusal(
            "unknown_agreement",
            _("There is no agreement “%(name)s”. There are: %(known)s."),
            "agreement",
            names,
        )
    found = [calendars[calendar].hours for calendars in versions if calendar in calendars]
    weekly = [hours for hours in found if isinstance(hours, WeeklyHours)]
    if not weekly:
        own = {
            name
            for calendars in versions
            for name, known in calendars.items()
            if isinstance(known.hours, WeeklyHours)
        }
        raise Refusal(
            "unknown_calendar",
            _("“%(name)s” has no hours of its own to be closed. Choose one of: %(known)s."),
            "calendar",
            {"name": calendar, "known": ", ".join(sorted(own)) or "—"},
        )
    again = (calendar, day) in {(c, d) for c, d, _name in closed_dates.closed_dates(agreement)}
    if not again and all(day in hours.closed for hours in weekly):
        raise Refusal("closed_already", _("It is closed on that day already."), "day")
