"""A ticket's events made ready for folding: in order of time, with what holds between them.

Every clock of a ticket is cut at the same instants, so they are found once here: the phases,
stretches in which nothing that a clock depends on changes.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from operator import itemgetter
from typing import NamedTuple

from prazo.engine.agreement import Agreement, Facts
from prazo.engine.events import Author, Event, Kind
from prazo.engine.instant import to_us

# What the other ticket's past adds to the case it was merged into: when the customer spoke and
# what was answered. Its classification and waits are not this case's.
TAKEN_OVER_BY_MERGE = frozenset({Kind.OPENED, Kind.REPLY, Kind.ACKNOWLEDGED, Kind.ASSIGNED})

CHANGES_NOTHING = frozenset(Kind) - {
    Kind.OPENED,
    Kind.CLASSIFIED,
    Kind.CAUSE,
    Kind.WAITING,
    Kind.RESUMED,
    Kind.MESSAGE,
    Kind.RESOLVED,
    Kind.CLOSED,
    Kind.MERGED_INTO,
    Kind.REOPENED,
    Kind.AGREEMENT,
}
"""Kinds after which every clock goes on as before."""


class Phase(NamedTuple):
    """What holds from `us` until the next phase."""

    us: int
    position: int  # of the mark that began it
    agreement: Agreement
    facts: Facts
    waiting_on: str  # "" when on nobody
    cause: str
    excluding: bool  # the cause found here still stands at the end: its time is left out
    ended: bool  # resolved or closed


class Mark(NamedTuple):
    """One event as the clocks see it."""

    us: int
    position: int
    event: Event
    agreement: Agreement
    own: bool  # False for what a merged ticket brought along
    facts: Facts


class Timeline(NamedTuple):
    marks: tuple[Mark, ...]
    phases: tuple[Phase, ...]
    until: int


def timeline(agreements: Sequence[Agreement], events: Iterable[Event], as_of: datetime) -> Timeline:
    """Events until `as_of` in order, and the phases between them.

    The first of `agreements` holds from the start; an AGREEMENT event names the version that
    holds after it. Events after `as_of` do not exist yet: what happens later never changes
    what was true before.
    """
    until = to_us(as_of)
    ordered = _in_order(events, until)
    last_covered = _last_covered_cause(agreements, ordered)

    versions = {(a.name, a.version): a for a in agreements}
    agreement = agreements[0]
    facts: dict[str, str | frozenset[str]] = {}
    waiting_on = cause = ""
    ended = False
    opened = False
    marks: list[Mark] = []
    phases: list[Phase] = []

    for position, (us, _, own, event) in enumerate(ordered):
        kind = event.kind
        changed = True
        if not own or kind in CHANGES_NOTHING:
            changed = False
        elif kind is Kind.OPENED:
            facts = {**facts, **_dimensions(event)}
            opened = True
        elif kind is Kind.CLASSIFIED:
            facts = {**facts, **_dimensions(event)}
        elif kind is Kind.CAUSE:
            cause = str(event.data.get("cause", ""))
            facts = {**facts, "cause": cause}
        elif kind is Kind.WAITING:
            waiting_on = str(event.data["on"])
        elif kind is Kind.RESUMED or (
            kind is Kind.MESSAGE and waiting_on == "customer" and not event.data.get("automatic")
        ):
            waiting_on = ""
        elif kind in (Kind.RESOLVED, Kind.CLOSED, Kind.MERGED_INTO):
            waiting_on, ended = "", True
        elif kind is Kind.REOPENED:
            ended = False
        elif kind is Kind.AGREEMENT:
            name = str(event.data.get("agreement", agreement.name))
            version = (name, str(event.data.get("version", "")))
            agreement = versions.get(version, agreement)
        else:
            changed = False
        marks.append(Mark(us, position, event, agreement, own, facts))
        if changed:
            excluding = position >= last_covered
            phases.append(
                Phase(us, position, agreement, facts, waiting_on, cause, excluding, ended)
            )

    if opened and marks[0].us < phases[0].us:  # merged: the other ticket came first
        first = phases[0]
        before = Phase(marks[0].us, 0, first.agreement, first.facts, "", "", True, False)
        phases.insert(0, before)
    return Timeline(tuple(marks), tuple(phases), until)


def _in_order(events: Iterable[Event], until: int) -> list[tuple[int, int, bool, Event]]:
    ordered: list[tuple[int, int, bool, Event]] = []
    for event in events:
        us = to_us(event.at)
        if us > until:
            continue
        ordered.append((us, event.order, True, event))
        if event.kind is Kind.MERGED:
            ordered.extend(
                (to_us(other.at), other.order, False, other)
                for other in event.data.get("events", ())
                if other.kind in TAKEN_OVER_BY_MERGE
            )
    ordered.sort(key=itemgetter(0, 1))
    return ordered


def _last_covered_cause(
    agreements: Sequence[Agreement], ordered: list[tuple[int, int, bool, Event]]
) -> int:
    """The place of the last cause that is covered: exclusions before it are as if never made."""
    if not any(entry[3].kind is Kind.CAUSE for entry in ordered):
        return 0
    excluded = {x.cause for a in agreements for x in a.not_covered}
    for position in range(len(ordered) - 1, -1, -1):
        event = ordered[position][3]
        if event.kind is Kind.CAUSE and event.data.get("cause", "") not in excluded:
            return position
    return 0


def _dimensions(event: Event) -> dict[str, str | frozenset[str]]:
    facts: dict[str, str | frozenset[str]] = {}
    for name, value in event.data.items():
        if isinstance(value, str):
            facts[name] = value
        elif isinstance(value, (list, tuple, set, frozenset)) and name == "addon":
            facts[name] = frozenset(value)
    return facts


def by_person(event: Event) -> bool:
    """Nothing a bot, a rule or a mail system writes ever meets a target."""
    return event.by is Author.AGENT
