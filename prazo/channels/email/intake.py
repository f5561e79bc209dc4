"""The duty "mail": read what was taken in, and put each mail in its place.

A portion claims rows with SKIP LOCKED, reads them in the child ahead of placing them, and commits
raw mails and tickets together: a mail is a ticket, or still waits, never both nor neither.
"""

import logging
import time
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from datetime import datetime, timedelta

from django.db import InterfaceError, OperationalError, transaction
from django.db.models import Max

from prazo.accounts.models import Desk, User
from prazo.channels.email.addresses import desks_of
from prazo.channels.email.letter import sender_of
from prazo.channels.email.models import RawMail
from prazo.channels.email.place import Place
from prazo.channels.email.placing import (
    ForDesk,
    Known,
    desk_of,
    in_short,
    of_message,
    park,
    place,
    place_or_hand_on,
)
from prazo.channels.email.reading.mail import ReadMail
from prazo.channels.email.reading.pool import ReaderPool
from prazo.channels.email.take_in import raw_bytes
from prazo.desk.actions.receive import receive_all
from prazo.lib import rows as many
from prazo.lib.child import Unreadable
from prazo.lib.crash import crash
from prazo.lib.limits import counted_all
from prazo.lib.refusal import Refusal
from prazo.lib.vault import Unreadable as NoKey

log = logging.getLogger("prazo.mail.intake")

PORTION = 64  # mails
PORTION_BYTES = 24 * 1024 * 1024
AHEAD = 12  # mails handed to the child before the first is back
READING_SECONDS = 12.0  # of one portion: the rest of it waits for the next (W04: 30 s at most)
TRIES = 3
AGAIN = (timedelta(seconds=5), timedelta(seconds=15))  # after the first and the second failure
NO_AGREEMENT_YET = timedelta(seconds=60)
NOT_EVEN_PARKED = timedelta(minutes=10)
FROM_ONE_SENDER = 50  # mails a minute, then it waits its turn (L10)
TURN = timedelta(seconds=60 / FROM_ONE_SENDER)
State = RawMail.State
PLACED = ("state", "error", "desk_id", "ticket_id", "message_id", "try_at", "tries")
PASSING = {"40001", "40P01", "55P03", "57014"}  # serialization, deadlock, lock or statement time


def read_mails(as_of: datetime, pool: ReaderPool) -> bool:
    """Place one portion; whether there may be more: of what comes, many are cheaper together."""
    with transaction.atomic():
        rows, more = _claim(as_of)
        if not rows:
            return False
        placed = _place_all(rows, pool, as_of)
        crash("intake.before_commit")
    crash("intake.after_commit")
    return placed > 0 and (more or placed < len(rows))


def read_one(row_id: int, as_of: datetime, pool: ReaderPool) -> RawMail:
    """Place one mail now, whenever its turn is, unless somebody else just does; its row after."""
    with transaction.atomic():
        mine = RawMail.objects.select_for_update(of=("self",)).filter(
            pk=row_id, state__in=(State.NEW, State.THROTTLED)
        )
        _place_all(list(mine), pool, as_of)
    return RawMail.objects.get(pk=row_id)


def _claim(as_of: datetime) -> tuple[list[RawMail], bool]:
    """The oldest first; those who send too much only when nobody else waits. And whether the
    portion is full."""
    ids: list[int] = []
    size = due_now = 0
    for state in (State.NEW, State.THROTTLED):
        due = (
            RawMail.objects.select_for_update(skip_locked=True, of=("self",))
            .filter(state=state, try_at__lte=as_of)
            .order_by("try_at", "pk")
            .values_list("pk", "size")[: PORTION - len(ids)]
        )
        for pk, bytes_ in due:
            due_now += 1
            size += bytes_
            if not ids or size <= PORTION_BYTES:
                ids.append(pk)
    full = due_now > len(ids) or len(ids) == PORTION
    return sorted(RawMail.objects.filter(pk__in=ids), key=lambda row: ids.index(row.pk)), full


def _place_all(rows: Sequence[RawMail], pool: ReaderPool, as_of: datetime) -> int:
    """Each in a savepoint of its own: what fails is tried again, and hurts no other."""
    reading = list(_read(rows, pool))
    known = _look_up(reading)
    readable = [(row, mail) for row, mail in reading if isinstance(mail, ReadMail)]
    ready = _let_through(readable, as_of)
    crash("intake.before_place")
    if not _place_together(ready, known, as_of):
        for row, mail in ready:
            _place(row, mail, known, as_of)
    for row, found in reading:
        if isinstance(found, Unreadable):
            _try_again(row, found, known, as_of)
    crash("intake.after_place")
    return len(reading)


def _place_together(
    ready: Sequence[tuple[RawMail, ReadMail]], known: Known, as_of: datetime
) -> bool:
    """All in the statements of one. False, and nothing done, where one of them stands against
    it: a fault of ours, a row another worker holds, the same mail at the same moment."""
    try:
        with transaction.atomic():
            fresh = known.anew()
            found = [place_or_hand_on(mail, row, fresh, as_of) for row, mail in ready]
            handed = [(one.desk, one.inbound) for one in found if isinstance(one, ForDesk)]
            results = iter(receive_all(handed))
            for (row, _), one in zip(ready, found, strict=True):
                if isinstance(one, Place):
                    _fill(row, one)
                    continue
                result = next(results)
                if isinstance(result, Refusal):
                    row.try_at, row.error = as_of + NO_AGREEMENT_YET, str(result)[:300]
                else:
                    _fill(row, of_message(one.desk, result.message, again=result.again))
            many.update(RawMail, [row for row, _ in ready], PLACED)
    except (OperationalError, InterfaceError) as error:
        if not _passing(error):
            raise
    except Exception as error:  # whose fault it is shows when each is placed by itself
        log.warning("a portion of mails is placed one by one: %s", type(error).__name__)
    else:
        return True
    return False


def _passing(error: Exception) -> bool:
    """A lock held too long, or by somebody who waits for us: others need not wait for it."""
    return getattr(error.__cause__, "sqlstate", "") in PASSING


def _place(row: RawMail, mail: ReadMail, known: Known, as_of: datetime) -> None:
    try:
        with transaction.atomic():
            _write(row, place(mail, row, known.anew(), as_of))
    except Refusal as refusal:  # the desk cannot take anything in yet: not the mail's fault
        row.try_at, row.error = as_of + NO_AGREEMENT_YET, str(refusal)[:300]
        row.save(update_fields=["try_at", "error"])
    except (OperationalError, InterfaceError) as error:
        if not _passing(error):
            raise  # the database's trouble is nobody's failure: the whole portion is done again
        row.try_at, row.error = as_of + AGAIN[0], "its ticket is held by somebody else"
        row.save(update_fields=["try_at", "error"])
    except Exception as error:  # our own fault with this mail: shown after three tries, never lost
        log.exception("mail %s could not be placed", row.pk)
        _try_again(row, type(error).__name__, known, as_of)


def _write(row: RawMail, found: Place) -> None:
    _fill(row, found)
    row.save(update_fields=[name.removesuffix("_id") for name in PLACED])


def _fill(row: RawMail, found: Place) -> None:
    row.state, row.error = found.state, found.reason[:300]
    row.desk, row.ticket_id, row.message_id = found.desk, found.ticket_id, found.message_id
    row.try_at = None


def _try_again(row: RawMail, reason: Unreadable | str, known: Known, as_of: datetime) -> None:
    """Later, or as a visible ticket when it has been tried enough (DU04: within a minute)."""
    row.tries = min(row.tries + 1, TRIES)
    if row.tries < TRIES:
        row.try_at, row.error = as_of + AGAIN[row.tries - 1], in_short(reason)[:300]
    elif _parked(row, reason, known):
        return
    else:
        row.try_at, row.error = as_of + NOT_EVEN_PARKED, f"no ticket: {in_short(reason)}"[:300]
    row.save(update_fields=["tries", "try_at", "error"])


def _parked(row: RawMail, reason: Unreadable | str, known: Known) -> bool:
    """False where its desk can open no ticket at all: its mail stays unread, which health tells,
    and the mail of others goes on."""
    desk, _ = desk_of(None, row, known)
    try:
        with transaction.atomic():
            parked = park(row, reason, desk)
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        log.exception("mail %s can have no ticket", row.pk)
        return False
    _write(row, parked)
    return True


def _read(
    rows: Sequence[RawMail], pool: ReaderPool
) -> Iterator[tuple[RawMail, ReadMail | Unreadable]]:
    """In order, the child a few mails ahead. Stops early when the portion takes too long."""
    until = time.monotonic() + READING_SECONDS
    ahead: deque[tuple[RawMail, Future[ReadMail]]] = deque()
    coming = iter(rows)
    while True:
        while len(ahead) < AHEAD and time.monotonic() < until:
            row = next(coming, None)
            if row is None:
                break
            ahead.append((row, _submitted(row, pool)))
        if not ahead:
            return
        row, future = ahead.popleft()
        if time.monotonic() > until and not future.done():
            future.cancel()
            continue
        try:
            yield row, future.result()
        except Unreadable as error:
            yield row, error


def _submitted(row: RawMail, pool: ReaderPool) -> "Future[ReadMail]":
    try:
        return pool.submit(raw_bytes(row))
    except NoKey:
        future: Future[ReadMail] = Future()
        future.set_exception(Unreadable("reader_fault", "the key it was sealed with is missing"))
        return future


def _look_up(reading: Sequence[tuple[RawMail, ReadMail | Unreadable]]) -> Known:
    """What placing asks of the whole portion, in three queries."""
    addresses: set[str] = set()
    senders: set[str] = set()
    for row, mail in reading:
        addresses.update(row.envelope_to)
        if isinstance(mail, ReadMail):
            senders.add(sender_of(mail))
            addresses.update(one.address for one in (*mail.to, *mail.cc, *mail.reply_to))
    people = User.objects.filter(email__in=senders - {""})
    return Known(
        ours=desks_of(addresses | senders),
        desks={desk.pk: desk for desk in Desk.objects.all()},
        people={user.email: user for user in people},
    )


def _queues(senders: Sequence[str]) -> dict[str, datetime]:
    """For senders that are throttled already, when the last of their mails has its turn."""
    rows = RawMail.objects.filter(state=State.THROTTLED, sender__in=set(senders) - {""})
    return dict(rows.values_list("sender").annotate(last=Max("try_at")))


def _let_through(
    readable: Sequence[tuple[RawMail, ReadMail]], as_of: datetime
) -> list[tuple[RawMail, ReadMail]]:
    """Those to be placed now; the others are given their turn (L10)."""
    ready: list[tuple[RawMail, ReadMail]] = []
    counted: list[tuple[RawMail, ReadMail]] = []
    for row, mail in readable:
        free = row.state == State.THROTTLED or row.source == "file" or not sender_of(mail)
        (ready if free else counted).append((row, mail))
    waiting = _queues([sender_of(mail) for _, mail in counted])
    asked = [(f"mail:{sender_of(mail)}", 60, row.received_at) for row, mail in counted]
    for (row, mail), nth in zip(counted, counted_all(asked), strict=True):
        sender = sender_of(mail)
        if sender not in waiting and nth <= FROM_ONE_SENDER:
            ready.append((row, mail))
            continue
        waiting[sender] = max(waiting.get(sender, as_of), as_of) + TURN
        row.state, row.try_at, row.sender = State.THROTTLED, waiting[sender], sender
        row.save(update_fields=["state", "try_at", "sender"])
    return ready
