"""What an event means to clocks, as bits: what one may start at, be met by or end with.

A target listens for some of them, so that hearing an event is one comparison of two numbers.
"""

from dataclasses import dataclass

from prazo.engine.agreement import MetBy, Target
from prazo.engine.events import Author, Event, Kind

MESSAGE, REPLY, AGENT = Kind.MESSAGE, Kind.REPLY, Author.AGENT
SAYING_MORE = {MESSAGE: "automatic", REPLY: "investigation", Kind.ASSIGNED: "to"}
"""Kinds that mean more, or less, by what they say."""

HAPPENED = {kind: 1 << place for place, kind in enumerate(Kind)}
SPOKE, ANSWERED, REPLIED, INVESTIGATED, ACKNOWLEDGED, TAKEN, SOLVED, DONE, OVER = (
    1 << place for place in range(len(Kind), len(Kind) + 9)
)
"""SPOKE: the requester did. ANSWERED: so did anybody on the customer's side. The others down to
SOLVED are a person's of the desk. DONE meets a resolution, OVER ends every clock."""

REOPENED = HAPPENED[Kind.REOPENED]


def meaning(event: Event) -> int:
    """All that one event means. Nothing a bot, a rule or a mail system writes meets a target."""
    kind = event.kind
    means = MEANING[event.by][kind]
    if kind not in SAYING_MORE:
        return means
    if kind is MESSAGE:
        return HAPPENED[kind] if event.data.get("automatic") else means
    if event.by is AGENT and event.data.get(SAYING_MORE[kind]):
        return means | (INVESTIGATED if kind is REPLY else TAKEN)
    return means


def _of(kind: Kind, by: Author) -> int:
    """What follows from the kind and its author alone. A case that one of us opened asks for
    nothing: it only says what the case is, until the customer speaks (`prazo.engine.unasked`)."""
    ours = kind is Kind.OPENED and by is AGENT
    means = HAPPENED[Kind.CLASSIFIED if ours else kind]
    if kind in (Kind.OPENED, MESSAGE) and by is Author.REQUESTER:
        means |= SPOKE
    if kind is MESSAGE:
        means |= ANSWERED
    if kind in (Kind.RESOLVED, Kind.CLOSED, Kind.MERGED_INTO, Kind.SPAM):
        means |= OVER
    if kind in (Kind.RESOLVED, Kind.CLOSED) and by in (Author.AGENT, Author.REQUESTER):
        means |= DONE
    if by is Author.AGENT:
        means |= {
            REPLY: REPLIED,
            Kind.ACKNOWLEDGED: ACKNOWLEDGED,
            Kind.RESOLVED: SOLVED,
        }.get(kind, 0)
    return means


MEANING = {by: {kind: _of(kind, by) for kind in Kind} for by in Author}


@dataclass(frozen=True, slots=True)
class Ear:
    """What one target listens for.

    `reached` are levels and waits that start it, as `level:l2` and `waiting:customer`.
    """

    hears: int
    starts: int
    reached: frozenset[str]
    meets: int
    ends: int
    repeats: bool
    for_good: bool  # ended is ended, whatever follows
    reopens: bool  # reopening undoes that it was met


def ear(target: Target) -> Ear:
    """Who stops waiting for an answer no longer counts for it."""
    starts = heard = 0
    reached = set()
    for start in target.starts:
        if start.kind in ("level", "waiting"):
            reached.add(f"{start.kind}:{start.value}")
            heard |= REACHING[start.kind]
        else:
            starts |= STARTS.get(start.kind) or HAPPENED[Kind(start.kind)]
    meets = MEETS[target.met_by]
    ends = OVER
    if target.met_by is MetBy.CUSTOMER_ANSWER:
        ends |= HAPPENED[Kind.RESUMED] | HAPPENED[Kind.WAITING]
    return Ear(
        heard | starts | meets | ends | REOPENED | HAPPENED[Kind.AGREEMENT],
        starts,
        frozenset(reached),
        meets,
        ends,
        target.repeats,
        target.met_by is MetBy.CUSTOMER_ANSWER,
        target.met_by is MetBy.RESOLUTION,
    )


STARTS = {"requester_message": SPOKE, "reply": REPLIED}
REACHING = {
    "level": HAPPENED[Kind.OPENED] | HAPPENED[Kind.CLASSIFIED],
    "waiting": HAPPENED[Kind.WAITING],
}
MEETS = {
    MetBy.REPLY: REPLIED | SOLVED,  # resolving carries a summary to the customer
    MetBy.ACKNOWLEDGEMENT: ACKNOWLEDGED | REPLIED | SOLVED,
    MetBy.INVESTIGATION: INVESTIGATED | SOLVED,
    MetBy.ASSIGNMENT: TAKEN | SOLVED,
    MetBy.RESOLUTION: DONE,
    MetBy.CARRIER_ANSWER: HAPPENED[Kind.CARRIER_ANSWER],
    MetBy.CUSTOMER_ANSWER: ANSWERED,
}
