"""A row of the queue: one ticket, and the clock that makes it urgent."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any, NamedTuple

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from prazo.desk import bar
from prazo.desk.models import Clock, Ticket, TicketQuerySet
from prazo.desk.terms import Terms
from prazo.web.shown import ledger, words
from prazo.web.shown.due import Due, due_of, instant, moment

TICKET = (
    "id", "number", "subject", "status", "waiting_on", "channel", "priority", "opened_at",
    "resolved_at", "next_due_at", "next_metric", "breached", "escalated", "marks",
    "version_id", "version__sha256", "desk__name", "customer__name", "requester__name",
    "assignee__name",
)  # fmt: skip
CLOCK = (
    "ticket_id", "metric", "state", "started_at", "due_at", "breached_at", "allowed", "spent",
    "calendar", "counts_from", "rule", "bar",
)  # fmt: skip
PRESSING = {"breached": 0, "running": 1, "paused": 2, "excluded": 3, "no_target": 4}


class Facts(NamedTuple):
    """What the database says of one ticket, in the order of TICKET."""

    id: int
    number: int
    subject: str
    status: str
    waiting_on: str
    channel: str
    priority: str
    opened_at: datetime
    resolved_at: datetime | None
    next_due_at: datetime | None
    next_metric: str
    breached: bool
    escalated: bool
    marks: list[str]
    version_id: int
    sha256: str
    desk: str
    customer: str | None
    requester: str | None
    assignee: str | None


class Reading(NamedTuple):
    """What a clock row says, in the order of CLOCK."""

    ticket_id: int
    metric: str
    state: str
    started_at: datetime
    due_at: datetime | None
    breached_at: datetime | None
    allowed: Any
    spent: Any
    calendar: str
    counts_from: datetime | None
    rule: str
    bar: bar.Packed


def read(querysets: Iterable[TicketQuerySet], limit: int) -> list[Facts]:
    found: list[Facts] = []
    for tickets in querysets:
        if len(found) < limit:
            some = tickets.values_list(*TICKET)[: limit - len(found)]
            found.extend(Facts._make(values) for values in some)
    return found


def drawn(facts: Sequence[Facts], now: datetime, desks: bool = False) -> SafeString:
    """The rows as HTML, with the desk's name where there are several. Whatever comes from the
    database is escaped here, piece by piece, and nowhere else marked as safe (X01)."""
    clocks = _pressing([fact.id for fact in facts])
    terms: dict[str, Terms] = {}
    rows: list[str] = []
    for fact in facts:
        known = terms.get(fact.sha256)
        if known is None:
            known = terms[fact.sha256] = words.terms_by(fact.version_id, fact.sha256)
        rows.append(_row(fact, clocks.get(fact.id), known, now, desks))
    return mark_safe("\n".join(rows))  # noqa: S308


def _pressing(tickets: list[int]) -> dict[int, Reading]:
    """Of each ticket the running clock that presses most; those others owe come last."""
    chosen: dict[int, tuple[tuple[int, float], Reading]] = {}
    running = Clock.objects.filter(
        ticket_id__in=tickets, met_at__isnull=True, ended_at__isnull=True
    ).order_by()
    for values in running.values_list(*CLOCK):
        reading = Reading._make(values)
        due = reading.due_at.timestamp() if reading.due_at else float("inf")
        rank = (PRESSING.get(reading.state, 5) if reading.due_at is None else 0, due)
        if reading.ticket_id not in chosen or rank < chosen[reading.ticket_id][0]:
            chosen[reading.ticket_id] = (rank, reading)
    return {ticket: reading for ticket, (_rank, reading) in chosen.items()}


def _row(fact: Facts, clock: Reading | None, terms: Terms, now: datetime, desks: bool) -> str:
    if clock is not None and clock.metric not in terms.agreement.targets:
        clock = None  # of an agreement the ticket was moved away from
    language = words.reader()
    due = _due(fact, clock, now)
    who = escape(fact.customer or fact.requester or _("unknown"))
    desk = f" · {escape(fact.desk)}" if desks else ""
    return (
        f'<tr id="t{fact.number}"><td class="due {due.kind}">{_told(due)}'
        f"<small>{escape(due.word)}</small></td>"
        f'<td class="c-ticket"><a id="a{fact.number}" class="subject" href="/t/{fact.number}">'
        f'{escape(fact.subject)}</a><div class="who"><span class="num">#{fact.number}</span>'
        f" · {who} · {_channel(terms, fact.channel, language)}{desk}</div></td>"
        f'<td class="c-priority">{_chip(terms, fact.priority, language)}{_flags(fact)}</td>'
        f'<td class="c-promise">{_promise(terms, clock, language)}</td>'
        f'<td class="c-clock">{_bar(terms, clock, now)}</td>'
        f'<td class="c-with">{escape(fact.assignee or "—")}</td></tr>'
    )


def _told(due: Due) -> str:
    title = f' title="{escape(due.full)}"' if due.full else ""
    if due.at is None:
        return f"<span{title}>{escape(due.figure)}</span>"
    at = f"{due.at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
    figure = escape(due.figure)
    return f'<time datetime="{at}"{title} data-due="{due.epoch}">{figure}</time>'


@lru_cache(maxsize=1024)
def _channel(terms: Terms, channel: str, language: str) -> str:
    return escape(words.channel_name(terms, channel))


@lru_cache(maxsize=1024)
def _chip(terms: Terms, priority: str, language: str) -> str:
    urgency, sign, name = words.priority_chip(terms, priority)
    return (
        f'<span class="chip {urgency}"><span aria-hidden="true">{sign}</span> {escape(name)}</span>'
    )


def _due(fact: Facts, clock: Reading | None, now: datetime) -> Due:
    if fact.resolved_at is not None and fact.status == Ticket.Status.RESOLVED:
        word = _("resolved, late") if fact.breached else _("resolved")
        kind = "missed" if fact.breached else "none"
        return Due(kind, moment(fact.resolved_at, now), word, None, instant(fact.resolved_at))
    if fact.next_due_at is not None:
        return due_of(fact.next_due_at, now)
    if fact.status == Ticket.Status.WAITING or (clock and clock.state == "paused"):
        stands = _("paused") if clock and clock.state == "paused" else _("waiting")
        return Due("wait", stands, words.party(fact.waiting_on) if fact.waiting_on else "")
    if clock is not None and clock.state == "excluded":
        return Due("none", _("excluded"), "")
    return Due("none", "—", _("nothing due"))


def _promise(terms: Terms, clock: Reading | None, language: str) -> str:
    if clock is None:
        return ""
    return _promised(terms, clock.metric, clock.rule, clock.allowed, language)


@lru_cache(maxsize=4096)
def _promised(
    terms: Terms, metric: str, rule: str, allowed: timedelta | None, language: str
) -> str:
    name = terms.metric_name(metric, language)
    length = words.allowance_words(terms, metric, rule, allowed)
    return escape(f"{name} · {length}" if length else name)


def _bar(terms: Terms, clock: Reading | None, now: datetime) -> str:
    if clock is None or clock.allowed is None:
        return ""  # nothing was promised, so there is nothing to scale it by
    calendars = terms.agreement.calendars
    calendar = calendars[clock.calendar].calendar if clock.calendar in calendars else None
    here, started = int(now.timestamp()), int(clock.started_at.timestamp())
    past = bar.unpacked(
        clock.bar,
        counts_from=_second(clock.counts_from) if clock.due_at else None,
        calendar=calendar,
        now=here,
    )
    left = (clock.allowed - clock.spent).total_seconds() if clock.allowed is not None else None
    pieces = bar.pieces(
        past,
        started=started,
        now=here,
        due=_second(clock.due_at),
        breached=_second(clock.breached_at),
        left=None if left is None else int(left),
        calendar=calendar,
    )
    return ledger.drawn(pieces, ledger.account(pieces))


def _second(at: datetime | None) -> int | None:
    return None if at is None else int(at.timestamp())


def _flags(fact: Facts) -> str:
    flags = []
    if fact.escalated:
        flags.append(_("escalated"))
    if "contract_unclear" in fact.marks or "no_contract" in fact.marks:
        flags.append(_("contract?"))
    if "other_address" in fact.marks:
        flags.append(_("other address"))
    if "unreadable" in fact.marks:
        flags.append(_("could not be read"))
    return "".join([f' <span class="chip flag">{escape(flag)}</span>' for flag in flags])
