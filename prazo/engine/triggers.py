"""When clocks start, are met and end: a metric's cycles on one ticket."""

from dataclasses import dataclass
from functools import lru_cache

from prazo.engine.agreement import MetBy, Start, Target
from prazo.engine.events import Author, Kind
from prazo.engine.timeline import Mark, Timeline, by_person

ANSWERS = (Kind.REPLY, Kind.RESOLVED)
"""Resolving carries a summary to the customer, so it is an answer by a person."""


ENDING = (Kind.RESOLVED, Kind.CLOSED, Kind.MERGED_INTO)


@dataclass(slots=True)
class Cycle:
    """One clock's life in µs: `met` by its event, or `ended` with its ticket unmet.

    `last` is the position of the event that met or ended it: what holds there is the last to
    count, also where several things happened in one instant.
    """

    metric: str
    number: int
    start: int
    met: int | None = None
    ended: int | None = None
    last: int | None = None


def cycles(metric: str, line: Timeline) -> list[Cycle]:
    """The cycles of one metric, in order; only a repeating target has more than one."""
    found: list[Cycle] = []
    current: Cycle | None = None
    target: Target | None = None
    heard: frozenset[Kind] = frozenset()
    agreement = None
    ended = asked = False  # asked: what starts a clock happened while the ticket was ended
    for mark in line.marks:
        if mark.agreement is not agreement:
            agreement = mark.agreement
            target = agreement.targets.get(metric)
            heard = heard_by(target.met_by, target.starts) if target else frozenset()
        kind = mark.event.kind
        if target is not None and kind not in heard:
            continue
        if current is not None and target is None:
            # The agreement it was moved to has no such target.
            if current.last is None:
                current.ended, current.last = mark.us, mark.position
            current = None
        if target is None:
            continue
        if current is not None and not (current.ended is not None and _for_good(target)):
            if current.met is None and _meets(mark, target):
                current.met, current.ended, current.last = mark.us, None, mark.position
            elif kind is Kind.REOPENED:
                if target.met_by is MetBy.RESOLUTION or current.met is None:
                    current.met = current.ended = current.last = None
            elif current.met is None and current.ended is None and _ends(mark, target):
                current.ended, current.last = mark.us, mark.position
        if mark.own and kind in ENDING:
            ended = True
        elif kind is Kind.REOPENED:
            ended = False
        over = current is None or (
            target.repeats and (current.met is not None or current.ended is not None)
        )
        if over and (asked or any(_starts(mark, start) for start in target.starts)):
            asked = ended  # a word of thanks starts nothing; it does if the case is taken up
            if not ended:
                current = Cycle(metric, len(found) + 1, mark.us)
                found.append(current)
    return found


@lru_cache(maxsize=1024)
def heard_by(met_by: MetBy, starts: tuple[Start, ...]) -> frozenset[Kind]:
    """The kinds of event that may start, meet or end a clock; it is deaf to all others."""
    heard = {Kind.RESOLVED, Kind.CLOSED, Kind.MERGED_INTO, Kind.REOPENED, Kind.AGREEMENT}
    for start in starts:
        heard |= STARTING.get(start.kind) or {Kind(start.kind)}
    return frozenset(heard | MEETING[met_by])


STARTING = {
    "opened": {Kind.OPENED},
    "requester_message": {Kind.OPENED, Kind.MESSAGE},
    "reply": {Kind.REPLY},
    "level": {Kind.OPENED, Kind.CLASSIFIED},
    "waiting": {Kind.WAITING},
}
MEETING = {
    MetBy.REPLY: {Kind.REPLY},
    MetBy.ACKNOWLEDGEMENT: {Kind.REPLY, Kind.ACKNOWLEDGED},
    MetBy.INVESTIGATION: {Kind.REPLY},
    MetBy.ASSIGNMENT: {Kind.ASSIGNED},
    MetBy.RESOLUTION: set(),
    MetBy.CARRIER_ANSWER: {Kind.CARRIER_ANSWER},
    MetBy.CUSTOMER_ANSWER: {Kind.MESSAGE, Kind.RESUMED, Kind.WAITING},
}


def _starts(mark: Mark, start: Start) -> bool:
    event, kind = mark.event, mark.event.kind
    match start.kind:
        case "opened":
            return kind is Kind.OPENED
        case "requester_message":
            return event.by is Author.REQUESTER and (
                kind is Kind.OPENED or (kind is Kind.MESSAGE and not event.data.get("automatic"))
            )
        case "reply":
            return kind is Kind.REPLY and by_person(event)
        case "level":
            reached = kind in (Kind.OPENED, Kind.CLASSIFIED) and mark.own
            return reached and mark.facts.get("level") == start.value
        case "waiting":
            return kind is Kind.WAITING and event.data["on"] == start.value
        case _:  # carrier_ticket, agreement: the event of that name
            return kind == start.kind


def _meets(mark: Mark, target: Target) -> bool:
    event, kind = mark.event, mark.event.kind
    match target.met_by:
        case MetBy.REPLY:
            return kind in ANSWERS and by_person(event)
        case MetBy.ACKNOWLEDGEMENT:
            return (kind in ANSWERS or kind is Kind.ACKNOWLEDGED) and by_person(event)
        case MetBy.INVESTIGATION:
            done = kind is Kind.RESOLVED or bool(event.data.get("investigation"))
            return kind in ANSWERS and by_person(event) and done
        case MetBy.ASSIGNMENT:
            given = kind is Kind.ASSIGNED and bool(event.data.get("to"))
            return (given or kind is Kind.RESOLVED) and by_person(event)
        case MetBy.RESOLUTION:
            by_someone = event.by in (Author.AGENT, Author.REQUESTER)
            return kind in (Kind.RESOLVED, Kind.CLOSED) and by_someone and mark.own
        case MetBy.CARRIER_ANSWER:
            return kind is Kind.CARRIER_ANSWER
        case MetBy.CUSTOMER_ANSWER:
            return kind is Kind.MESSAGE and not event.data.get("automatic")


def _for_good(target: Target) -> bool:
    """Who stopped waiting for an answer is not waiting again because the ticket is reopened."""
    return target.met_by is MetBy.CUSTOMER_ANSWER


def _ends(mark: Mark, target: Target) -> bool:
    """Closing ends all clocks; who stops waiting for an answer no longer counts for it."""
    kind = mark.event.kind
    if not mark.own:
        return False
    if target.met_by is MetBy.CUSTOMER_ANSWER and kind in (Kind.RESUMED, Kind.WAITING):
        return True
    return kind in ENDING
