"""The ledger bar: a clock's whole life to scale, drawn from its ledger and nothing else.

One list of spans serves queue, ticket, *explain*, portal and report. Instants here are whole
seconds since the epoch: a bar has fewer pixels than an hour has seconds.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import pairwise
from typing import NamedTuple

from prazo.engine import clock as engine
from prazo.engine.calendar import Calendar
from prazo.engine.instant import SECOND_US

FINEST = 400
"""A span shorter than this part of the whole life joins the one before it."""

AHEAD = {"counting": "left", "closed": "ahead"}
"""What the kinds of time to come are called."""

Packed = list[list[int | str]]


class Stretch(NamedTuple):
    """`kind` as in the engine's ledger: counting | closed | waiting | excluded | resolved."""

    start: int
    end: int
    kind: str


class Piece(NamedTuple):
    """Part of the drawn bar: `at` and `width` in per cent of the whole life.

    `kind` is a stretch's; of what lies after the due time `over`, of what lies ahead `left`
    (working time) or `ahead` (hours that will be closed).
    """

    at: float
    width: float
    kind: str


def packed(clock: engine.Clock) -> Packed:
    """What a clock row keeps of the ledger while the clock runs: the part that is settled.

    Of a counting clock that ends where it last began to count, of another it is all, and the
    last span is still open. `unpacked` puts the rest back.
    """
    if not clock.running:
        return []
    spans = [span for span in clock.ledger if clock.due_at is None or span.end <= _from(clock)]
    bar: Packed = []
    for span in spans:
        if not bar or bar[-1][1] != span.kind:
            bar.append([int(span.start.timestamp()), span.kind])
    if clock.due_at is not None:
        return [*bar, [int(spans[-1].end.timestamp()), ""]] if bar else bar
    held = _held_by(clock)
    if held and (not bar or bar[-1][1] != held):  # it was stopped at this very instant
        since = spans[-1].end if spans else clock.started_at
        bar.append([int(since.timestamp()), held])
    return bar


def unpacked(
    bar: Packed, *, counts_from: int | None, calendar: Calendar | None, now: int
) -> list[Stretch]:
    """The spans of a running clock until now, from its row."""
    spans = [
        Stretch(int(start), int(following[0]), str(kind))
        for (start, kind), following in pairwise(bar)
        if kind
    ]
    if bar and bar[-1][1]:
        spans.append(Stretch(int(bar[-1][0]), now, str(bar[-1][1])))
    if counts_from is not None and calendar is not None and counts_from < now:
        spans.extend(hours(calendar, counts_from, now))
    return spans


def of_ledger(ledger: Iterable[engine.LedgerSpan]) -> list[Stretch]:
    return [
        Stretch(int(span.start.timestamp()), int(span.end.timestamp()), span.kind)
        for span in ledger
    ]


def hours(calendar: Calendar, since: int, until: int) -> list[Stretch]:
    """Open and closed stretches of a calendar, without gaps."""
    found: list[Stretch] = []
    reached = since
    for opens_us, closes_us in calendar.spans_us(since * SECOND_US, until * SECOND_US):
        opens, closes = opens_us // SECOND_US, closes_us // SECOND_US
        if reached < opens:
            found.append(Stretch(reached, opens, "closed"))
        found.append(Stretch(opens, closes, "counting"))
        reached = closes
    if reached < until:
        found.append(Stretch(reached, until, "closed"))
    return found


def pieces(
    past: Sequence[Stretch],
    *,
    started: int,
    now: int,
    due: int | None = None,
    breached: int | None = None,
    ended: int | None = None,
    left: int | None = None,
    calendar: Calendar | None = None,
) -> list[Piece]:
    """The bar of a life: what was, what was too late, and what is ahead.

    `ended` is when it was met or its ticket ended; else it lives on, until `due` where that is
    known, or with `left` seconds of working time after a wait of unknown length.
    """
    here = now if ended is None else ended
    late_from = due if due is not None and due < here else breached
    ahead: list[Stretch] = []
    if due is not None and due > here:
        if ended is None and calendar is not None:
            ahead = hours(calendar, here, due)
        else:
            ahead = [Stretch(here, due, "counting")]
    elif ended is None and due is None and left is not None and left > 0:
        ahead = [Stretch(here, here + left, "counting")]
    last = max([here, started + 1, *(span.end for span in ahead)])
    drawn = [
        *_marked_late(past, late_from),
        *(Stretch(start, end, AHEAD[kind]) for start, end, kind in ahead),
    ]
    return _scaled(drawn, started, last)


def _marked_late(past: Sequence[Stretch], late_from: int | None) -> Sequence[Stretch]:
    """What was counted after the due time is over; closed hours stay what they are."""
    if late_from is None:
        return past
    drawn: list[Stretch] = []
    for span in past:
        start, end, kind = span
        if kind != "counting" or end <= late_from:
            drawn.append(span)
            continue
        if start < late_from:
            drawn.append(Stretch(start, late_from, kind))
        drawn.append(Stretch(max(start, late_from), end, "over"))
    return drawn


def _scaled(spans: Iterable[Stretch], start: int, end: int) -> list[Piece]:
    """To per cent; neighbours of one kind are one piece, slivers join the piece before."""
    sliver = (end - start) / FINEST
    kinds: list[str] = []
    bounds: list[tuple[int, int]] = []
    for since, until, kind in spans:
        since = since if since > start else start
        until = until if until < end else end
        if since >= until:
            continue
        if kinds and (kinds[-1] == kind or until - since < sliver):
            bounds[-1] = (bounds[-1][0], until)
        else:
            kinds.append(kind)
            bounds.append((since, until))
    part = 100 / (end - start)
    return [
        Piece(round((since - start) * part, 2), round((until - since) * part, 2), kind)
        for (since, until), kind in zip(bounds, kinds, strict=True)
    ]


def _held_by(clock: engine.Clock) -> str:
    """The kind of the span in which a clock stands still now; "" of one that does not."""
    if clock.state is engine.State.EXCLUDED:
        return "excluded"
    return "waiting" if clock.waiting_on else ""


def _from(clock: engine.Clock) -> datetime:
    return clock.counts_from or clock.started_at
