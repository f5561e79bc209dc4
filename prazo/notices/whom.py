"""Who is told of an event, and as what: plain values in, plain values out."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from prazo.engine.events import Author
from prazo.engine.events import Kind as Fact
from prazo.notices.models import Kind

WEIGHT = {kind: place for place, kind in enumerate(Kind)}


class Happened(NamedTuple):
    """An event with what decides who hears of it. `assignee` and `team` are who has the ticket
    now; `mentioned` are those a note names."""

    event: int
    desk: int
    ticket: int
    at: datetime
    fact: str
    by: str
    actor: int | None
    who: str
    data: Mapping[str, Any]
    assignee: int | None
    mentioned: Collection[int] = ()
    team: int | None = None


class Hearer(NamedTuple):
    """Somebody of the desk who wants to hear of tickets that are nobody's: of which `kinds`."""

    user: int
    kinds: Collection[Kind]
    teams: Collection[int]


class Telling(NamedTuple):
    """`mailed`: somebody else writes that person a mail about it already."""

    user: int
    kind: Kind
    happened: Happened
    mailed: bool = False


def told(
    one: Happened,
    followers: Collection[int],
    people: Collection[int],
    hearers: Collection[Hearer] = (),
) -> list[Telling]:
    """Each of those `people`, who may see the ticket, at most once; nobody of his own act."""
    found: dict[int, Kind] = {}
    for user, kind in (*_meant(one, followers), *_of_all(one, hearers)):
        if user is None or user == one.actor or user not in people:
            continue
        if user not in found or WEIGHT[kind] < WEIGHT[found[user]]:
            found[user] = kind
    reached = set(_reached(one))
    return [Telling(user, kind, one, user in reached) for user, kind in found.items()]


def metric(one: Happened) -> str:
    """The target an escalation is about, or for which a snoozed ticket came back; "" where
    a person escalated."""
    return str(one.data.get("metric") or "")[:50]


def _meant(one: Happened, followers: Collection[int]) -> list[tuple[int | None, Kind]]:
    concerned = [one.assignee, *followers]
    match Fact(one.fact):
        case Fact.ASSIGNED:
            to = one.data.get("to_id")
            given = [(to, Kind.ASSIGNED)] if one.data.get("from_id") != to else []
            return [*given, *_lost(one)]
        case Fact.CLASSIFIED:
            return _lost(one)
        case Fact.NOTE:
            named = [(user, Kind.MENTIONED) for user in one.mentioned]
            named += [(user, Kind.TOLD) for user in one.data.get("tells", ())]
            return [*named, *((user, Kind.NOTED) for user in concerned)]
        case Fact.ESCALATED:
            soon = metric(one) and not one.data.get("lapsed", True)
            kind = Kind.DUE if soon else Kind.LAPSED
            whose = one.data.get("whose", one.assignee)
            return [(user, kind) for user in (*_reached(one), whose, *followers)]
        case Fact.REMINDER:
            return [(user, Kind.REMINDED) for user in one.data.get("tells", ())]
        case fact if fact in PLAIN and not _echo(one):
            return [(user, PLAIN[fact]) for user in concerned]
    return []


def _of_all(one: Happened, hearers: Collection[Hearer]) -> list[tuple[int | None, Kind]]:
    """What is told of a ticket that is nobody's, beside those it concerns."""
    if one.assignee is not None:
        return []
    found: list[tuple[int | None, Kind]] = []
    for hearer in hearers:
        mine = one.team in hearer.teams
        match Fact(one.fact):
            case Fact.OPENED:
                kinds = [Kind.TEAM, Kind.OPENED] if mine else [Kind.OPENED]
            case Fact.ASSIGNED if mine and one.data.get("team"):
                kinds = [Kind.TEAM]
            case Fact.MESSAGE if not _echo(one):
                kinds = [Kind.UNHELD]
            case _other:
                kinds = []
        found += [(hearer.user, kind) for kind in kinds if kind in hearer.kinds]
    return found


PLAIN = {
    Fact.MESSAGE: Kind.ANSWERED,
    Fact.REPLY: Kind.NOTED,
    Fact.RESUMED: Kind.RETURNED,
    Fact.REOPENED: Kind.RETURNED,
    Fact.RESOLVED: Kind.ENDED,
    Fact.CLOSED: Kind.ENDED,
    Fact.MERGED_INTO: Kind.ENDED,
}


def _lost(one: Happened) -> list[tuple[int | None, Kind]]:
    before = one.data.get("from_id")
    return [(before, Kind.MOVED)] if before != one.data.get("to_id") else []


def _reached(one: Happened) -> list[int]:
    """To whom the escalation itself writes."""
    return list(one.data.get("reached", ())) if one.fact == Fact.ESCALATED else []


def _echo(one: Happened) -> bool:
    """What a machine wrote, and what a customer's message brought about, which was told itself."""
    if one.fact == Fact.MESSAGE:
        return bool(one.data.get("automatic"))
    return one.by == Author.REQUESTER and one.data.get("reason") == "message"
