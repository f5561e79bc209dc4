"""What a rule on time would have done to tickets' past: what it would have done, had it been on."""

from datetime import datetime, timedelta

import pytest

from prazo.desk.actions.classify import classify
from prazo.desk.actions.close import close
from prazo.desk.actions.reopen import reopen
from prazo.desk.actions.reply import reply
from prazo.desk.actions.resolve import resolve
from prazo.desk.actions.resume import resume
from prazo.desk.conditions import Condition, Conditions
from prazo.desk.conditions.condition import Op
from prazo.desk.models import Note, Ticket
from prazo.rules.models import On, Run
from prazo.rules.sweeping import sweep
from prazo.rules.trying import Trial, tried
from tests.rules.made import asked, deed, make_rule
from tests.world import MONDAY, World, at, make_world

NOTE = deed("note", text="x")


@pytest.fixture
def world(system: None) -> World:
    return make_world()


def times(trial: Trial) -> list[datetime]:
    return sorted(would.at for would in trial.shown)


def all_of(*conditions: tuple[str, Op, str]) -> Conditions:
    return Conditions(
        tuple(Condition(name, op, (value,) if value else ()) for name, op, value in conditions)
    )


LONG_WAIT = all_of(("waiting_on", Op.IS, "customer"), ("waits", Op.MORE_AGO, "3d"))


def ask_and_wait(world: World, ticket: Ticket, instant: datetime) -> None:
    reply(ticket, by=world.by_ann, at=instant, text="Which?", then_wait=True)


def test_each_time_its_conditions_began_to_hold_whatever_became_of_the_ticket(
    world: World,
) -> None:
    ticket = world.ask()
    ask_and_wait(world, ticket, at("9:00"))
    resume(ticket, by=world.by_ann, at=at("10:00", days=4))
    ask_and_wait(world, ticket, at("11:00", days=4))
    close(ticket, by=world.by_ann, at=at("9:00", days=9), reason="over")
    found = tried(make_rule(world, On.TIME, NOTE, conditions=LONG_WAIT), at("9:00", days=10))
    assert (found.looked_at, found.times, found.now) == (1, 2, 0)
    assert times(found) == [at("9:00", days=3), at("11:00", days=7)]
    assert all(would.changed for would in found.shown)
    assert not found.as_it_stands
    assert not Note.objects.exists()


STORIES = [
    LONG_WAIT,
    all_of(("opened", Op.MORE_AGO, "5h"), ("status", Op.IS, "open")),
    all_of(("changed", Op.MORE_AGO, "1d")),
    all_of(("status", Op.IS, "resolved"), ("resolved", Op.MORE_AGO, "1d")),
    Conditions(
        (Condition("status", Op.IS, ("open",)),),
        (Condition("priority", Op.IS, ("high",)), Condition("changed", Op.MORE_AGO, ("6h",))),
    ),
]


@pytest.mark.parametrize("conditions", STORIES, ids=range(len(STORIES)))
def test_as_the_sweep_does_it(world: World, conditions: Conditions) -> None:
    """A rule that is on, swept every four hours; what it did itself is part of the past."""
    rule = make_rule(world, On.TIME, NOTE, conditions=conditions)
    ticket = world.ask()
    story = {
        4: lambda t: ask_and_wait(world, ticket, t),
        80: lambda t: resume(ticket, by=world.by_ann, at=t),
        96: lambda t: classify(ticket, by=world.by_ann, at=t, changes={"priority": "high"}),
        104: lambda t: ask_and_wait(world, ticket, t),
        188: lambda t: world.ask(answers=ticket, at=t),
        200: lambda t: resolve(ticket, by=world.by_ann, at=t, summary="It is done."),
        240: lambda t: reopen(ticket, by=world.by_ann, at=t, reason="not yet"),
    }
    looks = [MONDAY + timedelta(hours=n, minutes=30, seconds=n) for n in range(0, 300, 4)]
    for n, look in zip(range(0, 300, 4), looks, strict=True):
        if n in story:
            story[n](MONDAY + timedelta(hours=n))
        while sweep(look):
            pass
    acted = list(Run.objects.order_by("at").values_list("at", flat=True))
    found = times(tried(rule, looks[-1]))
    assert [next(look for look in looks if look >= when) for when in found] == acted
    assert acted


def test_before_a_promise_falls_due(world: World) -> None:
    ticket = world.ask()
    due = min(clock.due_at for clock in ticket.clocks.all() if clock.due_at)
    rule = make_rule(world, On.TIME, NOTE, conditions=all_of(("due", Op.WITHIN, "1h")))
    found = tried(rule, due)
    assert [round((due - when).total_seconds()) for when in times(found)] == [3600]
    assert found.as_it_stands == ["due"]


def test_what_would_refuse_is_tried_on_every_ticket_that_stands_as_it_did(world: World) -> None:
    for n in range(12):
        world.ask(f"n{n}", at=MONDAY + timedelta(minutes=n))
    gone = world.ask()
    close(gone, by=world.by_ann, at=at("8:30"), reason="over")
    question = deed("wait", on="customer")
    for on, conditions in ((On.TIME, asked(priority="low")), (On.MADE, Conditions())):
        rule = make_rule(world, on, question, conditions=conditions, active=False)
        found = tried(rule, at("9:00"))
        assert found.times == 13
        assert [would.ticket for would in found.shown if would.changed] == [gone]
        assert sum("Wait" in would.refused for would in found.shown) == 12
