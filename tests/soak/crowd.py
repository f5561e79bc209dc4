"""Many tickets at once, with the rows that `receive` writes for clocks, and none for reading."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from itertools import islice

from django.db import connection

from prazo.desk.actor import requester
from prazo.desk.clocks import save, settlements
from prazo.desk.events import Fact, fact, record_all
from prazo.desk.models import Ticket
from prazo.desk.terms import terms_of
from prazo.desk.ticket_rows import update_settled
from prazo.engine.events import Kind
from tests.world import World

PORTION = 1000


def crowd(
    world: World,
    count: int,
    *,
    opened_at: Callable[[int], datetime],
    as_of: datetime,
    subject: str = "One of many",
    more: Callable[[Ticket, int], Iterator[Fact]] | None = None,
) -> list[int]:
    """Ids of `count` tickets; `more` gives further facts of the n-th after its opening."""
    made: list[int] = []
    numbers = iter(range(count))
    while portion := list(islice(numbers, PORTION)):
        tickets = Ticket.objects.bulk_create(
            [
                _ticket(world, number, opened_at(n), f"{subject} {n}")
                for n, number in zip(portion, _new_numbers(len(portion)), strict=True)
            ]
        )
        for ticket in tickets:
            ticket.changed_at = as_of
        record_all([_opened(world, ticket) for ticket in tickets])
        if more is not None:
            record_all([e for n, t in zip(portion, tickets, strict=True) for e in more(t, n)])
        done = settlements(tickets)
        save(done)
        update_settled(tickets)
        made += [ticket.pk for ticket in tickets]
    return made


def _new_numbers(count: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute("select nextval('ticket_number') from generate_series(1, %s)", [count])
        return [number for (number,) in cursor.fetchall()]


def _ticket(world: World, number: int, at: datetime, subject: str) -> Ticket:
    return Ticket(
        number=number,
        desk=world.desk,
        version=world.version,
        contract=world.contract,
        customer=world.customer,
        requester=world.requester,
        subject=subject,
        opened_at=at,
        changed_at=at,
        team=world.front,
        plan=world.contract.plan,
        **terms_of(world.version).first_facts("email", subject),
    )


def _opened(world: World, ticket: Ticket) -> Fact:
    return fact(
        ticket,
        Kind.OPENED,
        at=ticket.opened_at,
        by=requester(world.requester),
        **terms_of(world.version).first_facts("email", "One of many"),
        plan=ticket.plan,
        region="",
        addon=[],
        version_id=ticket.version_id,
        contract_by="domain",
    )


def spread(start: datetime, over: timedelta, count: int) -> Callable[[int], datetime]:
    """Opening instants spread evenly."""
    return lambda n: start + over * n / max(count, 1)
