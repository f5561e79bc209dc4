"""Take what is due on some tickets: each in order of time, and each step with what it changes."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from prazo.accounts.models import Team
from prazo.desk.actor import SYSTEM
from prazo.desk.ageing import aged
from prazo.desk.clocks import Settlement, save, settlements
from prazo.desk.events import Fact, fact
from prazo.desk.models import Ticket
from prazo.desk.shared_rows import read_parties
from prazo.desk.together import GATHER, KEY
from prazo.engine.events import Kind
from prazo.escalation.batch import Batch, Values
from prazo.escalation.due import Due, due_steps
from prazo.escalation.effects import apply_effects, has_effects
from prazo.escalation.notice import notice
from prazo.escalation.tell import NOBODY, Circle, Directory

AUTOMATIC = {"Auto-Submitted": "auto-generated"}
NO_ONE: list[str] = []


def take_due(tickets: Sequence[Ticket], as_of: datetime) -> None:
    """All that is due on these locked tickets, written when it returns.

    Where time alone brought it about and colleagues are all it tells, the clocks' rows say enough.
    Other tickets are folded.
    """
    people = Directory((ticket.desk_id for ticket in tickets), as_of)
    batch = Batch()
    plain: list[Settlement] = []
    for one in aged(tickets, as_of):
        steps = due_steps(one, as_of)
        if not any(has_effects(due.step) for due in steps):
            plain.append(one)
            for due in steps:
                _take(one, due, batch, people, as_of)
    done = {one.ticket.pk for one in plain}
    others = [ticket for ticket in tickets if ticket.pk not in done]
    batch.write([*plain, *_take_folded(others, batch, people, as_of)])


def _take_folded(
    tickets: Sequence[Ticket], batch: Batch, people: Directory, as_of: datetime
) -> list[Settlement]:
    """What a step changes holds for the steps after it, for a new level has its own people and
    clocks: such a ticket is settled again before it goes on."""
    if not tickets:
        return []
    read_parties(tickets)
    made = settlements(tickets)
    save([one for one in made if one.new])
    going_on = made
    while going_on:
        going_on = [one for one in going_on if _take_until_changed(one, batch, people, as_of)]
        save(going_on)
        batch.write_facts()
        again = settlements([one.ticket for one in going_on])
        save(again)
        for one, fresh in zip(going_on, again, strict=True):
            one.rows = fresh.rows
    return made


def _take_until_changed(one: Settlement, batch: Batch, people: Directory, as_of: datetime) -> bool:
    """Whether a step changed the ticket; what else is due must then be found anew."""
    return any(_take(one, due, batch, people, as_of) for due in due_steps(one, as_of))


def _take(one: Settlement, due: Due, batch: Batch, people: Directory, as_of: datetime) -> bool:
    ticket = one.ticket
    circle = NOBODY if ticket.synthetic else people.circle(ticket, due.step.tell)
    for repeat, _ in due.repeats:
        one.take(due.clock, due.place, repeat, due.key)
    ticket.escalated = True
    batch.facts.append(_fact(ticket, due, circle, as_of))
    if circle.colleagues:
        private = people.private_team(ticket)
        outgoing = _outgoing(ticket, due, circle, as_of, private)
        batch.notices.append((due.first_at, outgoing))
    did = apply_effects(ticket, due, people, as_of) if has_effects(due.step) else []
    batch.facts.extend(made for _, made in did if made is not None)
    batch.escalations.extend(_rows(ticket, due, circle, [what for what, _ in did], as_of))
    if did:
        batch.acted.add(ticket.pk)
    return bool(did)


def _rows(
    ticket: Ticket, due: Due, circle: Circle, done: list[str], as_of: datetime
) -> Iterator[Values]:
    for repeat, due_at in due.repeats:
        last = repeat == due.last[0]
        yield {
            "desk_id": ticket.desk_id,
            "ticket_id": ticket.pk,
            "clock_id": due.clock.pk,
            "version_id": ticket.version_id,
            "step": due.place,
            "key": due.key,
            "repeat": repeat,
            "due_at": due_at,
            "taken_at": as_of,
            "told": circle.records if last else [],
            "done": done if last else [],
        }


def _fact(ticket: Ticket, due: Due, circle: Circle, as_of: datetime) -> Fact:
    repeat, due_at = due.last
    lapses_at = due.clock.due_at
    return fact(
        ticket,
        Kind.ESCALATED,
        at=as_of,
        by=SYSTEM,
        metric=due.clock.metric,
        step=due.place,
        rule=due.step.rule,
        repeat=repeat,
        due_at=due_at.isoformat(),
        told=circle.roles,
        reached=circle.users,
        whose=ticket.assignee_id,
        lapsed=lapses_at is not None and lapses_at <= as_of,
    )


def _outgoing(
    ticket: Ticket, due: Due, circle: Circle, as_of: datetime, private: Team | None
) -> Values:
    subject, text = notice(ticket, due, circle.names, as_of, private)
    return {
        "desk_id": ticket.desk_id,
        "ticket_id": ticket.pk,
        "message_id": None,
        "key": f"{KEY}{due.name}",
        "channel": "email",
        "sender": "",
        "to": circle.addresses,
        "cc": NO_ONE,
        "subject": subject,
        "text": text,
        "html": "",
        "headers": AUTOMATIC,
        "created_at": as_of,
        "try_at": as_of + GATHER,
        "tries": 0,
        "error": "",
    }
