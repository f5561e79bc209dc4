"""Count the clocks of all open tickets anew when a calendar is closed on one more date, in bulk.

A clock whose present run of counting began before that day is due so much working time after
the run's beginning as ever, only on the changed calendar: that is one statement for many
thousand clocks. Where the day lies behind a clock's run its past changed too, and its ticket is
folded. Nobody writes by the old calendar meanwhile (`closed_dates.hold`), so it may be broken off
and done again.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextvars import copy_context

from django.db import OperationalError, connection, transaction

from prazo.agreements import closed_dates
from prazo.desk.clocks import save, settlements
from prazo.desk.models import Ticket
from prazo.desk.moved_clocks import Change, move_clocks, that_must_be_folded
from prazo.desk.ticket_rows import update_settled
from prazo.lib import rows

Show = Callable[[int, int], None]

Portion = tuple[Change, Sequence[int]]
"""Tickets that are counted anew in one transaction."""

LOCK = "select 1 from desk_ticket where id = any(%s::bigint[]) order by id for no key update"
CHUNK = 5000
AT_ONCE = 2
FOLDED_AT_ONCE = 250
TRIES = 5


def recount(changes: Sequence[Change], show: Show) -> int:
    """How many clocks are due at another time now. `show(done, all)` hears of tickets counted."""
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
