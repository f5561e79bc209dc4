"""The agreement of `agreements.py` kept by hand: minute after minute, every clock ticked on.

No spans, no sums, no calendar arithmetic: it shares nothing with the engine but the events and
the words of the answer, and is written from `agreement.md` alone. Events fall on whole minutes.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from prazo.engine.events import Author, Event, Kind

MINUTE = timedelta(minutes=1)
HOUR = 60
METRICS = ("first_response", "resolution", "second_level", "update", "customer_answer")
REPEATING = ("update", "customer_answer")


@dataclass
class Ticket:
    """What holds now. `void`: the cause is yet to turn out to be the provider's after all."""

    priority: str = ""
    channel: str = ""
    level: str = ""
    waiting_on: str = ""
    cause: str = ""
    void: bool = False
    ended: bool = False

    def take(self, event: Event) -> None:
        match event.kind:
            case Kind.OPENED | Kind.CLASSIFIED:
                for name, value in event.data.items():
                    setattr(self, name, value)
            case Kind.CAUSE:
                self.cause = event.data["cause"]
            case Kind.WAITING:
                self.waiting_on = event.data["on"]
            case Kind.RESUMED:
                self.waiting_on = ""
            case Kind.MESSAGE if self.waiting_on == "customer" and not event.data["automatic"]:
                self.waiting_on = ""
            case Kind.RESOLVED | Kind.CLOSED:
                self.waiting_on, self.ended = "", True
            case Kind.REOPENED:
                self.ended = False

    def promised(self, metric: str) -> tuple[str, int | None]:
        """The calendar and the minutes allowed."""
        urgent = self.priority == "high"
        match metric:
            case "first_response":
                by_phone = urgent and self.channel == "phone"
                return "always" if by_phone else "office", (2 if urgent else 8) * HOUR
            case "second_level":
                return "office", 8 * HOUR
            case "update":
                return "night", 4 * HOUR
            case "resolution" if self.cause == "meta":
                return "always", None
        return "always", 48 * HOUR

    def standing(self, metric: str) -> tuple[str, str]:
        """What a clock does, and on whom or for what."""
        if self.ended:
            return "resolved", ""
        if metric != "customer_answer":
            if self.cause == "access":
                return "waiting", "customer"
            if self.cause == "isp" and not self.void:
                return "excluded", "isp"
        if metric == "resolution" and self.waiting_on in ("customer", "third_party"):
            return "waiting", self.waiting_on
        return "counting", ""


@dataclass
class Hand:
    """One clock. `minutes` is its ledger: a kind, and whom or what on, for each minute."""

    metric: str
    number: int
    start: datetime
    calendar: str = ""
    allowed: int | None = None
    kind: str = ""
    on: str = ""
    met: datetime | None = None
    ended: datetime | None = None
    breached: datetime | None = None
    spent: int = 0
    paused: int = 0
    minutes: list[tuple[str, str]] = field(default_factory=list)
    spent_at: dict[int, datetime] = field(default_factory=dict)

    @property
    def alive(self) -> bool:
        return self.met is None and self.ended is None

    def set(self, ticket: Ticket) -> None:
        self.calendar, self.allowed = ticket.promised(self.metric)
        self.kind, self.on = ticket.standing(self.metric)

    def tick(self, now: datetime) -> None:
        """The minute from now on goes by."""
        kind, on = (self.kind, self.on) if self.alive else ("resolved", "")
        counts = is_open(self.calendar, now)
        if kind == "counting":
            if self.allowed is not None and self.spent >= self.allowed:
                self.breached = self.breached or now
            if counts:
                self.spent += 1
                self.spent_at[self.spent] = now + MINUTE
            else:
                kind, on = "closed", self.calendar
        elif kind == "waiting" and counts:
            self.paused += 1
        self.minutes.append((kind, on))

    def reaches(self, amount: int, now: datetime) -> datetime | None:
        """When so many minutes are spent, if all stays as it is."""
        if amount <= self.spent:
            return self.spent_at[amount]
        if self.kind != "counting":
            return None
        left = amount - self.spent
        while left:
            left -= is_open(self.calendar, now)
            now += MINUTE
        return now


def kept(events: Iterable[Event], as_of: datetime) -> list[Hand]:
    """Every clock of a ticket, as one who watched it all the time would have noted it down."""
    todo = sorted((e for e in events if e.at <= as_of), key=lambda e: (e.at, e.order))
    ours = [e for e in todo if e.kind is Kind.CAUSE and e.data["cause"] not in ("isp", "access")]
    ticket = Ticket()
    hands: dict[str, list[Hand]] = {metric: [] for metric in METRICS}
    asked: set[str] = set()
    now = todo[0].at
    while True:
        while todo and todo[0].at == now:
            event = todo.pop(0)
            ticket.take(event)
            ours = [e for e in ours if e is not event]
            ticket.void = bool(ours)
            for metric in METRICS:
                _hear(event, ticket, metric, hands[metric], asked)
        if now == as_of:
            return [hand for metric in METRICS for hand in hands[metric]]
        for hand in (hand for metric in METRICS for hand in hands[metric]):
            if hand.alive or ticket.ended:
                hand.tick(now)
        now += MINUTE


def _hear(event: Event, ticket: Ticket, metric: str, hands: list[Hand], asked: set[str]) -> None:
    """One event changes one metric's clocks. `asked`: started while its ticket was at an end."""
    last = hands[-1] if hands else None
    answer = metric == "customer_answer"  # nobody waits for it again once waiting has ended
    if last is not None and not (answer and last.ended):
        if last.met is None and _meets(event, metric):
            if not last.alive:
                last.set(ticket)
            last.met, last.ended = event.at, None
        elif event.kind is Kind.REOPENED and (metric == "resolution" or last.met is None):
            last.met = last.ended = None
        elif last.alive and _ends(event, metric):
            last.ended = event.at
    over = last is None or (metric in REPEATING and not last.alive)
    if over and (metric in asked or _starts(event, ticket, metric)):
        asked.add(metric)
        if not ticket.ended:
            asked.remove(metric)
            hands.append(Hand(metric, len(hands) + 1, event.at))
    if hands and hands[-1].alive:
        hands[-1].set(ticket)


def _starts(event: Event, ticket: Ticket, metric: str) -> bool:
    kind = event.kind
    match metric:
        case "second_level":
            return kind in (Kind.OPENED, Kind.CLASSIFIED) and ticket.level == "l2"
        case "update":
            by_mail = kind is Kind.MESSAGE and not event.data["automatic"]
            return event.by is Author.REQUESTER and (kind is Kind.OPENED or by_mail)
        case "customer_answer":
            return kind is Kind.WAITING and event.data["on"] == "customer"
    return kind is Kind.OPENED


def _meets(event: Event, metric: str) -> bool:
    kind, person = event.kind, event.by is Author.AGENT
    match metric:
        case "second_level":
            return person and kind in (Kind.ACKNOWLEDGED, Kind.REPLY, Kind.RESOLVED)
        case "resolution":
            by_someone = person or event.by is Author.REQUESTER
            return by_someone and kind in (Kind.RESOLVED, Kind.CLOSED)
        case "customer_answer":
            return kind is Kind.MESSAGE and not event.data["automatic"]
    return person and kind in (Kind.REPLY, Kind.RESOLVED)


def _ends(event: Event, metric: str) -> bool:
    if metric == "customer_answer" and event.kind in (Kind.RESUMED, Kind.WAITING):
        return True
    return event.kind in (Kind.RESOLVED, Kind.CLOSED)


@cache
def is_open(calendar: str, minute: datetime) -> bool:
    """What the clock on the wall says."""
    if calendar == "office":
        local = minute.astimezone(ZoneInfo("America/Sao_Paulo"))
        return local.weekday() < 5 and 9 <= local.hour < 18
    if calendar == "night":
        hour = minute.astimezone(ZoneInfo("Europe/Berlin")).hour
        return hour >= 22 or hour < 6
    return True
