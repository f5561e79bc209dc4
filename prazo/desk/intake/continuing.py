"""Put messages on the tickets they answer: many at once, each as if it were alone."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from django.db import transaction

from prazo.accounts.models import Desk
from prazo.customers.models import RequesterAddress
from prazo.desk import actor
from prazo.desk.acting import announce
from prazo.desk.actions.hear import hear, is_moved
from prazo.desk.clocks import save, settlements
from prazo.desk.events import Fact, fact, record_all
from prazo.desk.files import keep_all
from prazo.desk.inbound import Inbound
from prazo.desk.intake.written import written
from prazo.desk.models import Message, Ticket
from prazo.desk.ticket_rows import SETTLED
from prazo.engine.events import Kind
from prazo.lib import rows

HEARD = (*SETTLED, "status", "waiting_on", "resolved_at", "closed_at")
"""What the requester's words change on a ticket."""

Key = TypeVar("Key")


@dataclass(frozen=True, slots=True)
class Answer:
    """A message at a desk's door that may continue a ticket. `as_of` is when it is dealt with."""

    desk: Desk
    inbound: Inbound
    as_of: datetime


class MergedMeanwhileError(Exception):
    """Somebody merged a ticket between our finding it and our locking it."""


def continue_all(answers: Mapping[Key, Answer]) -> dict[Key, Message]:
    """What became of those that continue a ticket; the others are not in it."""
    while True:
        found = answered(answers)
        if not found:
            return {}
        try:
            with transaction.atomic():
                return _continue({key: (answers[key], pk) for key, pk in found.items()})
        except MergedMeanwhileError:
            continue  # its lock is gone with the savepoint; look where it went


def answered(answers: Mapping[Key, Answer]) -> dict[Key, int]:
    """The ticket each continues: proof of the ticket *and* a sender who takes part (T02).

    From another address it is a new ticket at the queue's end (D14).
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
    found = {}
    for key, pk in asked.items():
        one = answers[key]
        if pk not in places or places[pk].desk != one.desk.pk:
            continue
        while (into := places[pk].merged_into) is not None:
            pk = into
        if (places[pk].requester, one.inbound.sender.lower()) in addresses:
            found[key] = pk
    return found


@dataclass(frozen=True, slots=True)
class Place:
    """What of a ticket decides whether a message belongs to it."""

    desk: int
    requester: int | None
    merged_into: int | None


def _places(asked: set[int]) -> dict[int, Place]:
    """Of these tickets and of all they were merged into."""
    found: dict[int, Place] = {}
    while asked:
        columns = ("pk", "desk_id", "requester_id", "merged_into_id")
        read = Ticket.objects.filter(pk__in=asked).values_list(*columns)
        found |= {pk: Place(*rest) for pk, *rest in read}
        merged = {place.merged_into for place in found.values() if place.merged_into is not None}
        asked = merged - found.keys()
    return found


def _addresses(places: Iterable[Place]) -> set[tuple[int, str]]:
    requesters = {place.requester for place in places if place.requester is not None}
    known = RequesterAddress.objects.filter(requester_id__in=requesters)
    return set(known.values_list("requester_id", "address"))


def _continue(found: Mapping[Key, tuple[Answer, int]]) -> dict[Key, Message]:
    tickets = _locked({pk for _, pk in found.values()})
    said = [(tickets[pk], one.inbound) for one, pk in found.values()]
    messages = [written(ticket, inbound, ticket.requester) for ticket, inbound in said]
    for message, pk in zip(messages, rows.ids(Message, len(messages)), strict=True):
        message.pk = pk
    rows.insert_objects(Message, messages)
    keep_all((m, inbound.files) for m, (_, inbound) in zip(messages, said, strict=True))
    _hear([(m, *one) for m, one in zip(messages, said, strict=True)])
    for one, pk in found.values():
        latest = max(one.inbound.received_at, one.as_of, tickets[pk].changed_at)
        tickets[pk].changed_at = latest
    save(settlements(tickets.values()))
    rows.update(Ticket, list(tickets.values()), HEARD)
    announce(*tickets.values())
    return dict(zip(found, messages, strict=True))


def _locked(ids: set[int]) -> dict[int, Ticket]:
    """All of them, in the order in which everybody locks tickets."""
    asked = Ticket.objects.to_act_on().filter(pk__in=ids).order_by("pk")
    found = {ticket.pk: ticket for ticket in asked.select_for_update(of=("self",))}
    if any(ticket.status == Ticket.Status.MERGED for ticket in found.values()):
        raise MergedMeanwhileError
    return found


def _hear(said: Sequence[tuple[Message, Ticket, Inbound]]) -> None:
    """Record them, each before what it brings about."""
    facts: list[Fact] = []
    for message, ticket, inbound in said:
        assert ticket.requester is not None
        person, at = actor.requester(ticket.requester), inbound.received_at
        automatic = bool(inbound.automatic)
        facts.append(
            fact(ticket, Kind.MESSAGE, at=at, by=person, message=message.pk, automatic=automatic)
        )
        if not automatic and is_moved(ticket):
            record_all(facts)
            facts = []
            hear(ticket, by=person, at=at)
    record_all(facts)
