"""Take what is due on one ticket: in order of time, and each step with what it changes."""

from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime

from prazo.desk.actor import SYSTEM
from prazo.desk.clocks import Settlement, save, settlements
from prazo.desk.events import fact
from prazo.desk.models import Event, Outgoing, Ticket
from prazo.engine.events import Kind
from prazo.escalation.batch import Batch
from prazo.escalation.due import Due, due_steps
from prazo.escalation.effects import apply_effects, has_effects
from prazo.escalation.models import Escalation
from prazo.escalation.notice import notice
from prazo.escalation.tell import REQUESTER, Directory, Reached


def take_due(one: Settlement, batch: Batch, people: Directory, as_of: datetime) -> None:
    """What a step changes holds for those after it: a new level has its own people and clocks."""
    while any(_take(one, due, batch, people, as_of) for due in due_steps(one, as_of)):
        pass


def _take(one: Settlement, due: Due, batch: Batch, people: Directory, as_of: datetime) -> bool:
    """Whether it changed the ticket, so that what is due must be found anew."""
    ticket = one.ticket
    reached = people.reached(ticket, due.step.tell)
    for repeat, _ in due.repeats:
        one.take(due.clock, due.place, repeat, due.key)
    ticket.escalated = True
    batch.events.append(_fact(ticket, due, reached, as_of))
    colleagues = [person for person in reached if person.role != REQUESTER]
    if colleagues and not ticket.synthetic:
        batch.notices.append((due.first_at, _outgoing(ticket, due, colleagues, as_of)))
    done: list[str] = []
    if has_effects(due.step):
        batch.write_facts()
        done = apply_effects(ticket, due, as_of)
    batch.escalations.extend(_rows(ticket, due, reached, done, as_of))
    if done:
        batch.acted[ticket.pk] = ticket
        _settle_again(one)
    return bool(done)


def _settle_again(one: Settlement) -> None:
    save([one])
    (fresh,) = settlements([one.ticket])
    save([fresh])
    one.rows = fresh.rows


def _rows(
    ticket: Ticket, due: Due, reached: list[Reached], done: list[str], as_of: datetime
) -> Iterator[Escalation]:
    for repeat, due_at in due.repeats:
        last = repeat == due.last[0]
        yield Escalation(
            desk_id=ticket.desk_id,
            ticket=ticket,
            clock=due.clock,
            version_id=ticket.version_id,
            step=due.place,
            key=due.key,
            repeat=repeat,
            due_at=due_at,
            taken_at=as_of,
            told=[asdict(person) for person in reached] if last else [],
            done=done if last else [],
        )


def _fact(ticket: Ticket, due: Due, reached: list[Reached], as_of: datetime) -> Event:
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


def _outgoing(ticket: Ticket, due: Due, reached: list[Reached], as_of: datetime) -> Outgoing:
    subject, text = notice(ticket, due, reached, as_of)
    return Outgoing(
        desk_id=ticket.desk_id,
        ticket=ticket,
        key=f"step:{due.name}",
        to=[person.address for person in reached],
        subject=subject,
        text=text,
        headers={"Auto-Submitted": "auto-generated"},
        created_at=as_of,
        try_at=as_of,
    )
