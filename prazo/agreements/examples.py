"""The examples of an agreement, run: does the file do what it says it does?"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from prazo.agreements.document import Document
from prazo.agreements.durations import written
from prazo.agreements.schema import DECLARED_UNDER
from prazo.agreements.schema.base import EARLIEST, LATEST
from prazo.agreements.schema.examples import Example, Expected, Facts, Happening
from prazo.agreements.source import Path
from prazo.agreements.zones import zones
from prazo.engine.agreement import Agreement
from prazo.engine.clock import Clock, State, fold
from prazo.engine.errors import OutOfReach
from prazo.engine.events import Author, Event, Kind

DEEDS: dict[str, tuple[Kind, Author, dict[str, Any]]] = {
    "message": (Kind.MESSAGE, Author.REQUESTER, {}),
    "reply": (Kind.REPLY, Author.AGENT, {}),
    "investigation": (Kind.REPLY, Author.AGENT, {"investigation": True}),
    "acknowledge": (Kind.ACKNOWLEDGED, Author.AGENT, {}),
    "assign": (Kind.ASSIGNED, Author.AGENT, {"to": "agent"}),
    "unassign": (Kind.ASSIGNED, Author.AGENT, {"to": ""}),
    "classify": (Kind.CLASSIFIED, Author.AGENT, {}),
    "waiting": (Kind.WAITING, Author.AGENT, {}),
    "resume": (Kind.RESUMED, Author.AGENT, {}),
    "cause": (Kind.CAUSE, Author.AGENT, {"cause": ""}),
    "resolve": (Kind.RESOLVED, Author.AGENT, {}),
    "close": (Kind.CLOSED, Author.AGENT, {}),
    "auto_close": (Kind.CLOSED, Author.SYSTEM, {}),
    "reopen": (Kind.REOPENED, Author.REQUESTER, {}),
    "carrier_ticket": (Kind.CARRIER_TICKET, Author.AGENT, {}),
    "carrier_answer": (Kind.CARRIER_ANSWER, Author.AGENT, {}),
}
NO_CLOCK = "no clock"


@dataclass(frozen=True, slots=True)
class Difference:
    """One figure that is not what the example expects, both as the file writes them."""

    metric: str
    figure: str  # due | state | spent | left | breached | met
    expected: str
    found: str


class Unreadable(ValueError):
    """An example that cannot be run: the name of its fault, its path inside it, what it says."""

    def __init__(self, what: str, path: Path, value: str) -> None:
        super().__init__(what, path, value)
        self.what, self.path, self.value = what, path, value


@dataclass(frozen=True, slots=True)
class Story:
    """An example as the engine takes it."""

    events: tuple[Event, ...]
    as_of: datetime
    zone: ZoneInfo


def story(document: Document, example: Example) -> Story:
    """Its events, told as the desk would record them. Unreadable when it cannot be."""
    opened, zone = _opened(example)
    start = {**_defaults(document), **_facts(example)}
    events = [Event(opened, Kind.OPENED, Author.REQUESTER, start, 0)]
    if example.cause is not None:
        events.append(Event(opened, Kind.CAUSE, Author.AGENT, {"cause": example.cause}, 1))
    for index, happening in enumerate(example.events):
        at = _instant(happening.at, zone, ("events", index, "at"))
        if at < opened:
            raise Unreadable("order", ("events", index, "at"), happening.at)
        events.append(_event(happening, at, len(events), ("events", index)))
    as_of = max(event.at for event in events)
    if example.as_of is not None:
        as_of = _instant(example.as_of, zone, ("as_of",))
    return Story(tuple(events), as_of, zone)


def run(agreement: Agreement, document: Document, example: Example) -> Iterator[Difference]:
    """Every figure in which the clocks differ from what the example expects."""
    told = story(document, example)
    clocks = counted(agreement, told, example)
    for metric, expected in example.expect.items():
        last = next((clock for clock in reversed(clocks) if clock.metric == metric), None)
        for figure, wanted in _wanted(expected, told.zone):
            found = NO_CLOCK if last is None else _found(last, figure, told.zone)
            if found != wanted:
                yield Difference(metric, figure, wanted, found)


def counted(agreement: Agreement, told: Story, example: Example) -> tuple[Clock, ...]:
    """Its clocks. Unreadable where one would fall due after the years that are reckoned with."""
    try:
        return fold(agreement, told.events, told.as_of, example.figures)
    except OutOfReach:
        raise Unreadable("date_far", ("opened",), example.opened) from None


def _opened(example: Example) -> tuple[datetime, ZoneInfo]:
    _, _, zone = example.opened[10:].lstrip(" T").partition(" ")
    if zone not in zones():
        raise Unreadable("instant_zone", ("opened",), example.opened)
    return _instant(example.opened, ZoneInfo(zone), ("opened",)), ZoneInfo(zone)


def _instant(text: str, zone: ZoneInfo, path: Path) -> datetime:
    """A local time, in the zone it names or in that of the example."""
    clock, _, named = text[11:].partition(" ")
    if named and named not in zones():
        raise Unreadable("zone", path, named)
    try:
        local = datetime.fromisoformat(f"{text[:10]} {clock}")
    except ValueError:
        raise Unreadable("instant", path, text) from None
    if not EARLIEST <= local.date() <= LATEST:
        raise Unreadable("date_far", path, text)
    return local.replace(tzinfo=ZoneInfo(named) if named else zone)


def _defaults(document: Document) -> dict[str, str]:
    """What the desk takes a ticket to be until somebody classifies it."""
    types = (name for name, kind in document.request_types.items() if kind.default)
    defaults = {
        "priority": document.default_priority,
        "level": document.default_level,
        "request_type": next(types, None),
    }
    return {dimension: value for dimension, value in defaults.items() if value}


def _facts(facts: Facts) -> dict[str, Any]:
    given = facts.model_dump(include=set(DECLARED_UNDER) - {"cause"}, exclude_none=True)
    return {name: frozenset(v) if isinstance(v, tuple) else v for name, v in given.items()}


def _event(happening: Happening, at: datetime, order: int, path: Path) -> Event:
    kind, author, fixed = DEEDS[happening.do]
    data = {**fixed, **_facts(happening)}
    if happening.do == "waiting":
        if happening.on is None:
            raise Unreadable("waits_on", path, happening.do)
        data["on"] = happening.on
    if happening.cause is not None:
        data["cause"] = happening.cause
    if happening.automatic:
        data["automatic"] = True
    by = author if happening.by is None else Author(happening.by)
    return Event(at, kind, by, data, order)


def _wanted(expected: Expected, zone: ZoneInfo) -> Iterator[tuple[str, str]]:
    for figure in ("state", "due", "spent", "left", "breached", "met"):
        value = getattr(expected, figure)
        if value is None:
            continue
        if figure in ("spent", "left"):
            yield figure, _tidy(value)
        elif figure == "state" or value == "never":
            yield figure, value
        else:
            yield figure, _shown(_instant(value, zone, ("expect",)), zone)


def _found(clock: Clock, figure: str, zone: ZoneInfo) -> str:
    match figure:
        case "state":
            return "no target" if clock.state is State.NO_TARGET else str(clock.state)
        case "spent":
            return written(clock.spent)
        case "left":
            return "—" if clock.left is None else written(clock.left)
    at = {"due": clock.due_at, "breached": clock.breached_at, "met": clock.met_at}[figure]
    return "never" if at is None else _shown(at, zone)


def _shown(at: datetime, zone: ZoneInfo) -> str:
    local = at.astimezone(zone)
    text = local.strftime("%Y-%m-%d %H:%M")
    return text if not (local.second or local.microsecond) else local.isoformat(" ")


def _tidy(text: str) -> str:
    """`90m` as `1h30m`, so that two ways to write a stretch are one."""
    digits, total = "", timedelta()
    for sign in text.lstrip("-"):
        if sign.isdigit():
            digits += sign
        else:
            unit = {"h": "hours", "m": "minutes", "s": "seconds"}[sign]
            total += timedelta(**{unit: int(digits)})
            digits = ""
    return written(-total if text.startswith("-") else total)
