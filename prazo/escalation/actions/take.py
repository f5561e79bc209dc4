"""Take what is due on some tickets: each in order of time, and each step with what it changes."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from prazo.desk.actor import SYSTEM
from prazo.desk.clocks import Settlement, save, settlements
from prazo.desk.events import Fact, fact
from prazo.desk.models import Ticket
from prazo.engine.events import Kind
from prazo.escalation.batch import Batch, Values
from prazo.escalation.due import Due, due_steps
from prazo.escalation.effects import apply_effects, has_effects
from prazo.escalation.notice import notice
from prazo.escalation.tell import REQUESTER, Directory, Reached


def take_due(tickets: Sequence[Ticket], as_of: datetime) -> None:
    """All that is due on these locked tickets, written when it returns.

    What a step changes holds for the steps after it, for a new level has its own people and
    clocks: such a ticket is settled again before it goes on.
    """
    people = Directory(ticket.desk_id for ticket in tickets)
    batch = Batch()
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
    batch.write(made)


def _take_until_changed(one: Settlement, batch: Batch, people: Directory, as_of: datetime) -> bool:
    """Whether a step changed the ticket; what else is due must then be found anew."""
    return any(_take(one, due, batch, people, as_of) for due in due_steps(one, as_of))


def _take(one: Settlement, due: Due, batch: Batch, people: Directory, as_of: datetime) -> bool:
    ticket = one.ticket
    reached = [] if ticket.synthetic else people.reached(ticket, due.step.tell)
    for repeat, _ in due.repeats:
        one.take(due.clock, due.place, repeat, due.key)
    ticket.escalated = True
    batch.facts.append(_fact(ticket, due, reached, as_of))
    colleagues = [person for person in reached if person.role != REQUESTER]
    if colleagues:
        batch.notices.append((due.first_at, _outgoing(ticket, due, colleagues, as_of)))
    did = apply_effects(ticket, due, people, as_of) if has_effects(due.step) else []
    batch.facts.extend(made for _, made in did if made is not None)
    batch.escalations.extend(_rows(ticket, due, reached, [what for what, _ in did], as_of))
    if did:
        batch.acted.add(ticket.pk)
    return bool(did)


def _rows(
    ticket: Ticket, due: Due, reached: list[Reached], done: list[str], as_of: datetime
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
            "told": [person.as_json() for person in reached] if last else [],
            "done": done if last else [],
        }


def _fact(ticket: Ticket, due: Due, reached: list[Reached], as_of: datetime) -> Fact:
    repeat, due_at = due.last
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
        told=[f"{person.name} ({person.role})" for person in reached],
    )


def _outgoing(ticket: Ticket, due: Due, reached: list[Reached], as_of: datetime) -> Values:
    subject, text = notice(ticket, due, reached, as_of)
    return {
        "desk_id": ticket.desk_id,
        "ticket_id": ticket.pk,
        "message_id": None,
        "key": f"step:{due.name}",
        "channel": "email",
        "sender": "",
        "to": [person.address for person in reached],
        "cc": [],
        "subject": subject,
        "text": text,
        "html": "",
        "headers": {"Auto-Submitted": "auto-generated"},
        "created_at": as_of,
        "try_at": as_of,
        "tries": 0,
        "error": "",
    }
