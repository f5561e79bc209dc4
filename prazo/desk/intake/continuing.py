"""Put messages on the tickets they answer: many at once, each as if it were alone."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple, TypeVar

from django.db import transaction

from prazo.accounts.models import Desk
from prazo.customers.models import Requester, RequesterAddress
from prazo.customers.people import Sender, meet_all
from prazo.desk import actor
from prazo.desk.acting import announce
from prazo.desk.actions.hear import hear, is_moved
from prazo.desk.clocks import save, settlements
from prazo.desk.events import Fact, fact, record_all
from prazo.desk.files import keep_all
from prazo.desk.inbound import Inbound
from prazo.desk.intake.beside import keep_beside
from prazo.desk.intake.received import Received
from prazo.desk.intake.taking_part import TAKES_PART, Part, parts_of
from prazo.desk.intake.written import written
from prazo.desk.masking import masked
from prazo.desk.models import Message, Ticket
from prazo.desk.post import one_line
from prazo.desk.ticket_rows import SETTLED
from prazo.engine.events import Kind
from prazo.lib import rows

HEARD = (*SETTLED, "status", "waiting_on", "resolved_at", "closed_at")
"""What the requester's words change on a ticket."""

Key = TypeVar("Key")


@dataclass(frozen=True, slots=True)
class Answer:
    """A message at a desk's door that may continue a ticket. `as_of` is when it is dealt with.
    What comes from a sender who is `blocked` goes on with nothing but spam."""

    desk: Desk
    inbound: Inbound
    as_of: datetime
    blocked: bool = False


class Answered(NamedTuple):
    ticket: int
    part: Part


class ChangedMeanwhileError(Exception):
    """Somebody merged a ticket, or ended it, between our finding it and our locking it."""


def sender_of(desk: Desk, inbound: Inbound) -> Sender:
    name = masked(one_line(inbound.sender_name))[0]
    return Sender(desk.pk, inbound.sender.lower(), name, inbound.language)


def continue_all(answers: Mapping[Key, Answer]) -> dict[Key, Received]:
    """What became of those that continue a ticket; the others are not in it."""
    while True:
        found = answered(answers)
        if not found:
            return {}
        try:
            with transaction.atomic():
                return _continue({key: (_said_by(answers[key]), found[key]) for key in found})
        except ChangedMeanwhileError:
            continue  # its lock is gone with the savepoint; look where it went


def _said_by(one: Answer) -> Answer:
    return replace(one, inbound=one.inbound.answering())


def answered(answers: Mapping[Key, Answer]) -> dict[Key, Answered]:
    """The ticket each continues: proof of the ticket *and* a sender who takes part (T02).

    Whose own case was merged into another's takes part in that one: the proof is his case's. From
    another address it is kept beside the ticket, where the agreement says so; else it is not in
    here, and becomes a new ticket at the queue's end (D14).
    """
    asked = {
        key: one.inbound.answers
        for key, one in answers.items()
        if one.inbound.answers is not None and one.inbound.sender
    }
    if not asked:
        return {}
    places = _places(set(asked.values()))
    addresses = _addresses(places.values())
    found, others = {}, {}
    for key, pk in asked.items():
        one = answers[key]
        if pk not in places or places[pk].desk != one.desk.pk:
            continue
        whose = {places[pk].requester}
        while (into := places[pk].merged_into) is not None:
            pk = into
            whose.add(places[pk].requester)
        if one.blocked and not places[pk].spam:
            continue
        sender = one.inbound.sender.lower()
        if (places[pk].requester, sender) in addresses:
            found[key] = Answered(pk, Part.REQUESTER)
        elif any((person, sender) in addresses for person in whose):
            found[key] = Answered(pk, Part.WRITTEN_TO)
        else:
            others[key] = (pk, sender)
    parts = parts_of(others.values())
    return found | {
        key: Answered(one[0], parts[one]) for key, one in others.items() if one in parts
    }


@dataclass(frozen=True, slots=True)
class Place:
    """What of a ticket decides whether a message belongs to it."""

    desk: int
    requester: int | None
    merged_into: int | None
    spam: bool


def _places(asked: set[int]) -> dict[int, Place]:
    """Of these tickets and of all they were merged into."""
    found: dict[int, Place] = {}
    while asked:
        columns = ("pk", "desk_id", "requester_id", "merged_into_id", "status")
        read = Ticket.objects.filter(pk__in=asked).values_list(*columns)
        found |= {
            pk: Place(desk, requester, into, status == Ticket.Status.SPAM)
            for pk, desk, requester, into, status in read
        }
        merged = {place.merged_into for place in found.values() if place.merged_into is not None}
        asked = merged - found.keys()
    return found


def _addresses(places: Iterable[Place]) -> set[tuple[int, str]]:
    requesters = {place.requester for place in places if place.requester is not None}
    known = RequesterAddress.objects.filter(requester_id__in=requesters)
    return set(known.values_list("requester_id", "address"))


def _continue(found: Mapping[Key, tuple[Answer, Answered]]) -> dict[Key, Received]:
    tickets = _locked([where for _, where in found.values()])
    said = {key: one for key, one in found.items() if one[1].part is not Part.NONE}
    done = {key: Received(m) for key, m in zip(said, _said(said, tickets), strict=True)}
    marked = []
    for key, (one, where) in found.items():
        ticket = tickets[where.ticket]
        if where.part is Part.NONE:
            note, again = keep_beside(ticket, one.inbound, one.as_of)
            done[key] = Received(note, again)
            marked.append(ticket)
        ticket.changed_at = max(one.inbound.received_at, one.as_of, ticket.changed_at)
    save(settlements(tickets.values()))
    rows.update(Ticket, list(tickets.values()), HEARD)
    rows.update(Ticket, marked, ("marks",))
    announce(*tickets.values())
    return done


def _locked(found: Sequence[Answered]) -> dict[int, Ticket]:
    """All of them, in the order in which everybody locks tickets."""
    asked = Ticket.objects.to_act_on().filter(pk__in={one.ticket for one in found}).order_by("pk")
    tickets = {ticket.pk: ticket for ticket in asked.select_for_update(of=("self",))}
    if any(ticket.status == Ticket.Status.MERGED for ticket in tickets.values()):
        raise ChangedMeanwhileError
    if any(one.part is Part.NONE and not tickets[one.ticket].is_open for one in found):
        raise ChangedMeanwhileError
    return tickets


def _said(
    said: Mapping[Key, tuple[Answer, Answered]], tickets: Mapping[int, Ticket]
) -> list[Message]:
    if not said:
        return []
    people = _people(said)
    messages = []
    for key, (one, where) in said.items():
        ticket = tickets[where.ticket]
        message = written(ticket, one.inbound, people.get(key) or ticket.requester)
        if key in people:
            message.remarks = [TAKES_PART, *message.remarks]
        messages.append(message)
    for message, pk in zip(messages, rows.ids(Message, len(messages)), strict=True):
        message.pk = pk
    rows.insert_objects(Message, messages)
    inbounds = [one.inbound for one, _ in said.values()]
    keep_all((m, inbound.files) for m, inbound in zip(messages, inbounds, strict=True))
    _hear(
        [(m, tickets[m.ticket_id], inbound) for m, inbound in zip(messages, inbounds, strict=True)]
    )
    return messages


def _people(said: Mapping[Key, tuple[Answer, Answered]]) -> dict[Key, Requester]:
    """Who it was that is not the requester."""
    others = {key: one for key, (one, where) in said.items() if where.part is Part.WRITTEN_TO}
    met = meet_all([sender_of(one.desk, one.inbound) for one in others.values()])
    return {key: each.requester for key, each in zip(others, met, strict=True)}


def _hear(said: Sequence[tuple[Message, Ticket, Inbound]]) -> None:
    """Record them, each before what it brings about."""
    facts: list[Fact] = []
    for message, ticket, inbound in said:
        assert message.requester is not None
        person, at = actor.requester(message.requester), inbound.received_at
        automatic = bool(inbound.automatic)
        facts.append(
            fact(ticket, Kind.MESSAGE, at=at, by=person, message=message.pk, automatic=automatic)
        )
        if not automatic and is_moved(ticket):
            record_all(facts)
            facts = []
            hear(ticket, by=person, at=at)
    record_all(facts)
