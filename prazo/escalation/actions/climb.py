"""Take the steps of the escalation matrix that are due: decide, record and write the notices.

One transaction for a batch: an escalation row, the facts on the ticket, the outgoing notices
and the clock's next step exist together or not at all (TR3, D19).
"""

from dataclasses import asdict, dataclass, field
from datetime import datetime

from django.db import transaction

from prazo.desk.acting import announce, wake
from prazo.desk.actor import SYSTEM
from prazo.desk.clocks import settle
from prazo.desk.models import Clock, Event, Outgoing, Ticket
from prazo.desk.terms import terms_of
from prazo.engine.agreement import Step
from prazo.engine.events import Kind
from prazo.escalation.effects import apply_effects, has_effects
from prazo.escalation.models import Escalation
from prazo.escalation.notice import notice
from prazo.escalation.tell import Directory, Reached
from prazo.lib.crash import crash

BATCH = 200


@dataclass(slots=True)
class Batch:
    """What one transaction will write."""

    escalations: list[Escalation] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    outgoing: list[Outgoing] = field(default_factory=list)
    clocks: list[Clock] = field(default_factory=list)


def climb(as_of: datetime, limit: int = BATCH) -> int:
    """Take up to `limit` clocks' due steps, those due longest first; how many steps it took.

    Tickets are locked before their clocks, as every action does it, and those that somebody
    else is changing now are left for the next sweep.
    """
    candidates = list(
        Clock.objects.filter(next_step_at__lte=as_of)
        .order_by("next_step_at")
        .values_list("ticket_id", flat=True)[:limit]
    )
    if not candidates:
        return 0
    with transaction.atomic():
        tickets = {
            ticket.pk: ticket
            for ticket in Ticket.objects.to_act_on()
            .filter(pk__in=candidates)
            .select_for_update(of=("self",), skip_locked=True)
            .prefetch_related("requester__addresses")
        }
        due = Clock.objects.filter(ticket_id__in=tickets, next_step_at__lte=as_of)
        return _take(list(due.order_by("next_step_at")), tickets, as_of)


def _take(clocks: list[Clock], tickets: dict[int, Ticket], as_of: datetime) -> int:
    people = Directory(ticket.desk_id for ticket in tickets.values())
    batch = Batch()
    acted: dict[int, Ticket] = {}
    taken = 0
    for clock in clocks:
        ticket = tickets[clock.ticket_id]
        steps = terms_of(ticket.version).agreement.escalation
        remaining = []
        for index, repeat, at in clock.steps:
            due_at = datetime.fromisoformat(at)
            if due_at > as_of or f"{index}.{repeat}" in clock.told:
                remaining.append([index, repeat, at])
                continue
            step = steps[index]
            _record(batch, people, clock, ticket, step, (index, repeat, due_at), as_of)
            clock.told = [*clock.told, f"{index}.{repeat}"]
            taken += 1
            if has_effects(step) or step.every is not None:
                acted[ticket.pk] = ticket
        clock.steps = remaining
        clock.next_step_at = datetime.fromisoformat(remaining[0][2]) if remaining else None
        batch.clocks.append(clock)
    _write(batch)
    _settle(acted, batch, as_of)
    return taken


def _record(
    batch: Batch,
    people: Directory,
    clock: Clock,
    ticket: Ticket,
    step: Step,
    place: tuple[int, int, datetime],
    as_of: datetime,
) -> None:
    index, repeat, due_at = place
    reached = people.reached(ticket, step.tell)
    done = [name for name in ("raise_level", "reassign", "review", "close", "ask") if getattr(step, name)]
    batch.escalations.append(
        Escalation(
            desk_id=ticket.desk_id,
            ticket=ticket,
            clock=clock,
            step=index,
            repeat=repeat,
            due_at=due_at,
            taken_at=as_of,
            told=[asdict(person) for person in reached],
            done=done,
        )
    )
    batch.events.append(
        Event(
            desk_id=ticket.desk_id,
            ticket=ticket,
            at=as_of,
            kind=Kind.ESCALATED,
            by=SYSTEM.kind,
            data={
                "metric": clock.metric,
                "step": index,
                "repeat": repeat,
                "due_at": due_at.isoformat(),
                "told": [f"{person.name} ({person.role})" for person in reached],
            },
        )
    )
    if reached and not step.ask:
        batch.outgoing.append(_notice(clock, ticket, step, place, reached, as_of))


def _notice(
    clock: Clock,
    ticket: Ticket,
    step: Step,
    place: tuple[int, int, datetime],
    reached: list[Reached],
    as_of: datetime,
) -> Outgoing:
    subject, text = notice(ticket, clock, step, reached, as_of)
    return Outgoing(
        desk_id=ticket.desk_id,
        ticket=ticket,
        key=f"step:{clock.pk}:{place[0]}:{place[1]}",
        to=[person.address for person in reached],
        subject=subject,
        text=text,
        headers={"Auto-Submitted": "auto-generated"},
        created_at=as_of,
        try_at=None if ticket.synthetic else as_of,
        sent_at=as_of if ticket.synthetic else None,
    )


def _write(batch: Batch) -> None:
    Escalation.objects.bulk_create(batch.escalations)
    crash("escalation.after_row")
    Event.objects.bulk_create(batch.events)
    Outgoing.objects.bulk_create(batch.outgoing)
    Clock.objects.bulk_update(batch.clocks, ["steps", "next_step_at", "told"])
    Ticket.objects.filter(pk__in={clock.ticket_id for clock in batch.clocks}).update(escalated=True)
    wake("outgoing")


def _settle(acted: dict[int, Ticket], batch: Batch, as_of: datetime) -> None:
    """Carry out what steps do besides telling, once for each ticket, and count its clocks anew."""
    by_ticket: dict[int, list[tuple[Clock, Step]]] = {}
    for escalation in batch.escalations:
        ticket = acted.get(escalation.ticket_id)
        if ticket is not None:
            step = terms_of(ticket.version).agreement.escalation[escalation.step]
            by_ticket.setdefault(ticket.pk, []).append((escalation.clock, step))
    for pk, ticket in acted.items():
        ticket.escalated = True
        for clock, step in by_ticket[pk]:
            apply_effects(ticket, clock, step, as_of)
        ticket.changed_at = max(as_of, ticket.changed_at)
        settle(ticket, as_of=as_of)
        ticket.save()
    for ticket in {clock.ticket_id: clock.ticket for clock in batch.clocks}.values():
        announce(ticket)
