"""Open tickets for messages that continue none: many at once, each as if it were alone."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.db import DEFAULT_DB_ALIAS

from prazo.accounts.models import Desk, Team
from prazo.agreements import closed_dates
from prazo.agreements.models import Version
from prazo.customers.choose import Choice, Question, choose_all
from prazo.customers.models import Entrance
from prazo.customers.people import Met
from prazo.desk import actor
from prazo.desk.acting import announcement
from prazo.desk.actions.move import cause_by_state
from prazo.desk.calls import CHANNEL as CALL
from prazo.desk.calls import MARK as CALL_UNWRITTEN
from prazo.desk.calls import notes_required
from prazo.desk.clocks import begin, to_write
from prazo.desk.events import Fact, fact, to_record
from prazo.desk.files import keep_all
from prazo.desk.inbound import Inbound
from prazo.desk.intake.written import written
from prazo.desk.masking import masked
from prazo.desk.models import Message, Outgoing, Ticket
from prazo.desk.numbers import SEQUENCE
from prazo.desk.post import one_line
from prazo.desk.receipt import Opened, receipts
from prazo.desk.terms import terms_of
from prazo.engine.events import Kind
from prazo.lib import rows


@dataclass(frozen=True, slots=True)
class Arrival:
    """A message at a desk's door, and whose it is. `as_of` is when it is dealt with. `blocked` is
    what turns its sender away, if anything does."""

    desk: Desk
    inbound: Inbound
    met: Met
    as_of: datetime
    blocked: int | None = None


class Ids(NamedTuple):
    """What the rows of one case will be known by, before they exist."""

    ticket: int
    number: int
    message: int
    receipt: int  # of a message, should one be sent


@dataclass(frozen=True, slots=True)
class Case:
    """A ticket about to be opened: its row, its first message, its first facts."""

    arrival: Arrival
    ticket: Ticket
    message: Message
    receipt_id: int
    facts: list[Fact]


def versions_at(arrivals: Iterable[tuple[Desk, Inbound]]) -> list[Version | None]:
    """The version in force at each desk when each message came.

    From here to the end of the transaction no date is closed in any (`closed_dates.hold`).
    """
    asked = [(desk.pk, inbound.received_at) for desk, inbound in arrivals]
    if not asked:
        return []
    adopted = rows.select(ADOPTED, rows.array({desk for desk, _ in asked}))
    closed_dates.held(adopted[0][0])
    history = [
        (desk, since, Version.from_db(DEFAULT_DB_ALIAS, VERSION, values))
        for _, desk, since, *values in adopted
        if desk is not None
    ]

    def at(desk: int, instant: datetime) -> Version | None:
        past = [version for of, since, version in history if of == desk and since <= instant]
        return past[-1] if past else None

    return [at(desk, instant) for desk, instant in asked]


VERSION = ("id", "agreement", "version", "effective_on", "sha256", "created_at")
"""Its columns but the long texts."""

ADOPTED = f"""
select held.latest, a.desk_id, a.since, {", ".join(f"v.{name}" for name in VERSION)}
  from prazo_hold_calendars() held(latest)
  left join agreements_adoption a on a.desk_id = any(%s::bigint[])
  left join agreements_version v on v.id = a.version_id
 order by a.since
"""  # noqa: S608 - names of our own columns


def open_all(arrivals: Sequence[tuple[Arrival, Version]]) -> list[Message]:
    """The messages that opened them, in order. The versions are from `versions_at`."""
    if not arrivals:
        return []
    cases = _cases(arrivals)
    tickets = [case.ticket for case in cases]
    begun = [begin(case.ticket, case.facts, case.arrival.as_of) for case in cases]
    told = receipts(
        [
            Opened(
                ticket=case.ticket,
                inbound=case.arrival.inbound,
                requester=case.arrival.met.requester,
                is_new=case.arrival.met.is_new,
                clocks=one.clocks,
                as_of=case.arrival.as_of,
                receipt_id=case.receipt_id,
            )
            for case, one in zip(cases, begun, strict=True)
        ]
    )
    rows.insert_objects(Ticket, tickets)
    rows.insert_together(
        (Message, [*(case.message for case in cases), *(message for message, _ in told)]),
        to_record([one for case in cases for one in case.facts]),
        to_write(begun),
        (Outgoing, [post for _, post in told]),
        also=announcement(tickets, *(["outgoing"] if told else [])),
    )
    keep_all((case.message, case.arrival.inbound.files) for case in cases)
    return [case.message for case in cases]


def _cases(arrivals: Sequence[tuple[Arrival, Version]]) -> list[Case]:
    entrances = _entrances([arrival for arrival, _ in arrivals])
    choices = choose_all(
        [
            Question(
                arrival.desk.pk, entrance, arrival.met.requester.pk, arrival.inbound.sender.lower()
            )
            for (arrival, _), entrance in zip(arrivals, entrances, strict=True)
        ]
    )
    cases = [
        _case(arrival, version, entrance, choice, ids)
        for (arrival, version), entrance, choice, ids in zip(
            arrivals, entrances, choices, _ids(len(arrivals)), strict=True
        )
    ]
    give_teams([case.ticket for case in cases])
    return cases


def _ids(count: int) -> list[Ids]:
    message = rows.sequence(Message)
    sequences = (rows.sequence(Ticket), SEQUENCE, message, message)
    return [Ids(*numbers) for numbers in rows.numbers(sequences, count)]


def _entrances(arrivals: Sequence[Arrival]) -> list[Entrance | None]:
    """Of each message the first of the addresses written to that is one of its desk's own."""
    addresses = {one for arrival in arrivals for one in arrival.inbound.written_to}
    found = {
        (entrance.desk_id, entrance.channel, entrance.address): entrance
        for entrance in (
            Entrance.objects.filter(address__in=addresses).select_related("contract__customer")
            if addresses
            else ()
        )
    }
    return [
        next(
            (
                found[key]
                for address in arrival.inbound.written_to
                if (key := (arrival.desk.pk, arrival.inbound.channel, address)) in found
            ),
            None,
        )
        for arrival in arrivals
    ]


def _case(
    arrival: Arrival,
    version: Version,
    entrance: Entrance | None,
    choice: Choice,
    ids: Ids,
) -> Case:
    inbound = arrival.inbound
    facts = terms_of(version).first_facts(inbound.channel, inbound.subject)
    facts |= {} if entrance is None else entrance.facts
    ticket = ticket_of(arrival, choice, facts)
    ticket.pk, ticket.number, ticket.version = ids.ticket, ids.number, version
    if inbound.channel == CALL and notes_required(ticket):
        ticket.marks.append(CALL_UNWRITTEN)
    message = written(ticket, inbound, arrival.met.requester)
    message.pk = ids.message
    opened = _opened(ticket, arrival, choice, facts, ids.message)
    first = [opened, *_held_to_state(ticket, inbound.received_at), *_turned_away(ticket, arrival)]
    return Case(arrival, ticket, message, ids.receipt, first)


def ticket_of(arrival: Arrival, choice: Choice, facts: dict[str, str]) -> Ticket:
    """Without its number and version, which the caller gives."""
    inbound, contract, desk = arrival.inbound, choice.contract, arrival.desk
    requester = arrival.met.requester
    marks = list(inbound.marks)
    if contract is None:
        marks.append("contract_unclear" if choice.candidates else "no_contract")
    if inbound.answers is not None:
        marks.append("other_address")
    return Ticket(
        desk=desk,
        customer=contract.customer if contract else None,
        contract=contract,
        requester=requester,
        subject=masked(one_line(inbound.subject))[0] or "—",
        language=inbound.language or requester.language or desk.language,
        channel=inbound.channel,
        plan=contract.plan if contract else "",
        region=contract.region if contract else "",
        addons=contract.addons if contract else [],
        opened_at=inbound.received_at,
        changed_at=inbound.received_at,
        marks=marks,
        **{name: value for name, value in facts.items() if name != "channel"},
    )


def _opened(
    ticket: Ticket, arrival: Arrival, choice: Choice, facts: dict[str, str], message: int
) -> Fact:
    return fact(
        ticket,
        Kind.OPENED,
        at=arrival.inbound.received_at,
        by=actor.requester(arrival.met.requester),
        **facts,
        plan=ticket.plan,
        region=ticket.region,
        addon=ticket.addons,
        message=message,
        version_id=ticket.version_id,
        contract_by=choice.why,
        **({"automatic": True} if arrival.inbound.automatic else {}),
    )


def _held_to_state(ticket: Ticket, at: datetime) -> list[Fact]:
    """What a contract that is suspended, unpaid or expired adds (E10)."""
    found: dict[str, Any] = cause_by_state(ticket)
    if not found:
        return []
    ticket.cause = found["cause"]
    return [fact(ticket, Kind.CAUSE, at=at, by=actor.SYSTEM, **found)]


def _turned_away(ticket: Ticket, arrival: Arrival) -> list[Fact]:
    """It is spam as it comes: no clock runs, nobody is told, nothing is sent."""
    if arrival.blocked is None:
        return []
    ticket.status = Ticket.Status.SPAM
    at = arrival.inbound.received_at
    return [fact(ticket, Kind.SPAM, at=at, by=actor.SYSTEM, was="", block=arrival.blocked)]


def give_teams(tickets: Sequence[Ticket]) -> None:
    """To each not yet written ticket its level's."""
    wanted = {t.number: terms_of(t.version).team_of(t.level) for t in tickets}
    if not any(wanted.values()):
        return
    found = Team.objects.filter(
        desk_id__in={ticket.desk_id for ticket in tickets},
        identifier__in=set(wanted.values()) - {""},
    )
    teams = {(team.desk_id, team.identifier): team for team in found}
    for ticket in tickets:
        ticket.team = teams.get((ticket.desk_id, wanted[ticket.number]))
