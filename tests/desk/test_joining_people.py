"""Two people are one: where the one is written to, and what comes while they are joined."""

import threading
from datetime import timedelta

import pytest
from django.db import connection

from prazo.accounts.operator import Operator
from prazo.customers.models import AddressClaim, Requester
from prazo.desk.actions import join_people as joining
from prazo.desk.actions.join_people import join_people
from prazo.desk.models import Ticket
from prazo.lib import scope
from tests.world import MONDAY, World, make_world

HOME, WORK = "rita@home.example", "rita@work.example"


def two(world: World) -> tuple[Requester, Requester]:
    """Who wrote from home first, and from work then; she said that she is both."""
    home, work = (world.ask(sender=address).requester for address in (HOME, WORK))
    assert home is not None and work is not None
    AddressClaim.objects.create(
        desk=world.desk, requester=work, address=HOME, made_at=MONDAY, by=world.lea,
        expires_at=MONDAY + timedelta(days=7), owned_at=MONDAY,
    )  # fmt: skip
    return home, work


def test_she_is_written_to_as_before(system: None) -> None:
    world = make_world()
    home, work = two(world)
    join_people(work, home, by=Operator(world.lea, MONDAY))
    kept = Requester.objects.get(pk=work.pk)
    assert kept.address == WORK
    known = kept.addresses.order_by("pk")
    assert [(one.address, one.confirmed_at) for one in known] == [(WORK, None), (HOME, MONDAY)]


def test_a_ticket_that_comes_meanwhile_is_of_the_one(
    committed_db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = make_world()
    home, work = two(world)
    locked, go_on = threading.Event(), threading.Event()
    real = joining._take_addresses

    def slowly(one: Requester, gone: Requester) -> None:
        locked.set()
        go_on.wait(5)
        real(one, gone)

    def other() -> None:
        try:
            with scope.entered(scope.SYSTEM):
                join_people(work, home, by=Operator(world.lea, MONDAY))
        finally:
            connection.close()

    monkeypatch.setattr(joining, "_take_addresses", slowly)
    thread = threading.Thread(target=other)
    thread.start()
    assert locked.wait(10)
    threading.Timer(0.3, go_on.set).start()
    came = world.ask("Meanwhile", sender=HOME)
    thread.join(10)
    assert came.requester == work
    assert not Ticket.objects.filter(requester=home).exists()
    assert Requester.objects.filter(joined_to=None, addresses__address=HOME).get() == work
    assert Requester.objects.filter(addresses=None, joined_to=None).count() == 0
