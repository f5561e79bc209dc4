"""Short forms of ES01-ES04 and DU02 with real processes; `make soak` runs the long ones."""

from datetime import timedelta

import pytest

from prazo.desk.models import Clock
from tests.desk.in_line import assert_in_line
from tests.soak.faults import (
    ALLOWED,
    SOAK_TEXT,
    after_an_outage,
    crash_at_every_label,
    killed_while_due,
    labels_of_escalation,
)
from tests.world import World, make_world


@pytest.fixture
def world(committed_db: None) -> World:
    return make_world(SOAK_TEXT)


def test_es01_es02_es04_every_step_once_and_soon_though_workers_are_killed(world: World) -> None:
    """How late is asserted as trust.md says it of one kill; and no clock moved by it."""
    found = killed_while_due(
        world, tickets=25, over=timedelta(seconds=4), workers=2, kills=3, restarts=1
    )
    assert (found["taken"], found["told"]) == (found["due"], found["due"])
    assert (found["told_twice"], found["unexpected"], found["early"]) == (0, 0, 0)
    assert found["late_max"] <= 60
    clocks = Clock.objects.filter(metric="first_response").select_related("ticket")
    assert len(clocks) == 25
    assert all(one.due_at == one.ticket.opened_at + ALLOWED for one in clocks)
    for one in clocks:
        assert_in_line(one.ticket)


def test_es03_after_an_outage_oldest_first_and_nothing_cancelled(world: World) -> None:
    found = after_an_outage(world, tickets=20, met=5, workers=1)
    assert (found["taken"], found["told"]) == (found["due"], found["due"])
    assert (found["told_though_met"], found["out_of_order"]) == (0, 0)


def test_du02_killed_at_any_place_nothing_is_lost_or_done_twice(world: World) -> None:
    labels = labels_of_escalation()
    assert len(labels) >= 6
    found = crash_at_every_label(world, labels, tickets=3)
    assert found == {
        "labels": len(labels),
        "died there": len(labels),
        "half done": 0,
        "lost": 0,
        "twice": 0,
    }
