"""A ticket whose steps cannot be taken holds up nobody, is tried again, and never spins."""

from collections.abc import Callable
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.db import OperationalError

from prazo.desk.models import Clock, Ticket
from prazo.escalation.actions import take
from prazo.escalation.actions.climb import climb
from prazo.escalation.models import Escalation, Stumble
from tests.world import World, at, make_world

NOON = at("12:00")


@pytest.fixture
def world(system: None) -> World:
    return make_world()


@pytest.fixture
def poison(monkeypatch: pytest.MonkeyPatch) -> Callable[[Ticket, Exception], None]:
    """Let every notice about one ticket fail."""
    known = take.notice

    def spoil(ticket: Ticket, error: Exception) -> None:
        def notice(of: Ticket, *args: Any) -> tuple[str, str]:
            if of.pk == ticket.pk:
                raise error
            return known(of, *args)

        monkeypatch.setattr(take, "notice", notice)

    return spoil


def test_others_are_told_all_the_same(
    world: World, poison: Callable[[Ticket, Exception], None]
) -> None:
    good, bad, other = world.ask(), world.ask(), world.ask()
    poison(bad, ValueError("no such word"))
    assert climb(NOON) == 3
    assert set(Escalation.objects.values_list("ticket", flat=True)) == {good.pk, other.pk}
    assert Clock.objects.filter(ticket=bad).exclude(told=[]).count() == 0  # all or nothing
    stumble = Stumble.objects.get()
    assert (stumble.ticket, stumble.tries, stumble.since) == (bad, 1, NOON)
    assert stumble.error == "ValueError: no such word"


def test_it_is_left_alone_longer_each_time(
    world: World, poison: Callable[[Ticket, Exception], None]
) -> None:
    bad = world.ask()
    poison(bad, ValueError("no such word"))
    now, tried = NOON, []
    while len(tried) < 9:
        if climb(now):
            tried.append(now)
            assert climb(now) == 0  # does not spin
        now += timedelta(seconds=30)
    minutes = [(b - a) / timedelta(minutes=1) for a, b in pairwise(tried)]
    assert minutes == [1, 2, 4, 8, 16, 32, 60, 60]


def test_once_it_succeeds_it_is_forgotten(
    world: World, poison: Callable[[Ticket, Exception], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    bad = world.ask()
    poison(bad, ValueError("no such word"))
    climb(NOON)
    monkeypatch.undo()
    assert climb(NOON + timedelta(seconds=59)) == 0
    assert climb(NOON + timedelta(minutes=1)) == 1
    assert not Stumble.objects.exists()
    assert [one.due_at for one in Escalation.objects.order_by("due_at")] == [at("11:00"), NOON]
    assert Escalation.objects.filter(ticket=bad).count() == 2


def test_the_databases_trouble_is_no_tickets_fault(
    world: World, poison: Callable[[Ticket, Exception], None]
) -> None:
    poison(world.ask(), OperationalError("the server closed the connection"))
    with pytest.raises(OperationalError):
        climb(NOON)
    assert not Stumble.objects.exists()
