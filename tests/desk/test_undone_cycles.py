"""An event that comes late may undo a cycle of a clock: of which nobody was told, and of which."""

import pytest

from prazo.desk.acting import acting
from prazo.desk.actions.reply import reply
from prazo.desk.actor import SYSTEM
from prazo.desk.events import record
from prazo.desk.models import Clock, Ticket
from prazo.engine.events import Kind
from tests.world import World, at, make_world


@pytest.fixture
def world(system: None) -> World:
    return make_world()


@pytest.fixture
def asked(world: World) -> Clock:
    """The customer's answer is waited for, though the case had ended before."""
    ticket = world.ask()
    reply(ticket, by=world.by_ann, at=at("09:00"), text="Which line?", then_wait=True)
    return Clock.objects.get(ticket=ticket, metric="customer_answer")


def end_before(ticket: Ticket) -> None:
    with acting(ticket, at("10:00")) as locked:
        record(locked, Kind.CLOSED, at=at("08:30"), by=SYSTEM)


def test_a_cycle_nobody_was_told_of_is_gone_and_no_other(world: World, asked: Clock) -> None:
    other = world.ask()
    end_before(asked.ticket)
    assert not Clock.objects.filter(pk=asked.pk).exists()
    for ticket in (asked.ticket, other):
        assert Clock.objects.filter(ticket=ticket, metric="first_response").exists()


def test_one_somebody_was_told_of_stays_on_record_and_owes_nothing(asked: Clock) -> None:
    Clock.objects.filter(pk=asked.pk).update(told=["asked.0"])
    end_before(asked.ticket)
    left = Clock.objects.get(pk=asked.pk)
    assert (left.state, left.due_at, left.next_step_at) == ("no_target", None, None)
    assert (left.ended_at, left.told) == (at("10:00"), ["asked.0"])
