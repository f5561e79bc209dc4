"""Rules on time: they act as their conditions begin to hold, not again before they did not."""

from datetime import timedelta

import pytest

from prazo.desk.actions.classify import classify
from prazo.desk.actions.reply import reply
from prazo.desk.actions.resume import resume
from prazo.desk.actions.wait import wait
from prazo.desk.conditions import Condition, Conditions
from prazo.desk.conditions.condition import Op
from prazo.desk.models import Note, Ticket
from prazo.lib.refusal import Refusal
from prazo.rules import running
from prazo.rules.models import Acted, On, Rule, Run
from prazo.rules.sweeping import sweep
from tests.rules.made import asked, deed, make_rule
from tests.world import World, at, make_world

LONG_WAIT = Conditions(
    (
        Condition("waiting_on", Op.IS, ("customer",)),
        Condition("waits", Op.MORE_AGO, ("3d",)),
    )
)


@pytest.fixture
def world(system: None) -> World:
    return make_world()


def swept(as_of) -> int:
    """How many acted."""
    before = Run.objects.count()
    while sweep(as_of):
        pass
    return Run.objects.count() - before


def test_it_acts_when_its_time_has_come_and_once(world: World) -> None:
    make_rule(world, On.TIME, deed("note", text="Still there?"), conditions=LONG_WAIT)
    ticket = world.ask()
    reply(ticket, by=world.by_ann, at=at("9:00"), text="Which?", then_wait=True)
    assert swept(at("8:59", days=3)) == 0
    assert swept(at("9:01", days=3)) == 1
    assert swept(at("9:03", days=3)) == 0
    assert swept(at("9:00", days=5)) == 0
    assert Note.objects.count() == 1


def test_it_acts_again_after_its_conditions_did_not_hold(world: World) -> None:
    make_rule(world, On.TIME, deed("note", text="Still there?"), conditions=LONG_WAIT)
    ticket = world.ask()
    wait_from(world, ticket, at("9:00"))
    assert swept(at("9:01", days=3)) == 1
    resume(ticket, by=world.by_ann, at=at("10:00", days=3))
    assert swept(at("10:01", days=3)) == 0
    wait_from(world, ticket, at("11:00", days=3))
    assert swept(at("11:02", days=3)) == 0
    assert swept(at("11:02", days=6)) == 1


def test_a_wait_that_began_anew_counts_from_there(world: World) -> None:
    make_rule(world, On.TIME, deed("note", text="x"), conditions=LONG_WAIT)
    ticket = world.ask()
    wait_from(world, ticket, at("9:00"))
    wait(ticket, by=world.by_ann, at=at("9:00", days=2), on="customer")
    assert swept(at("10:00", days=3)) == 0
    assert swept(at("10:00", days=5)) == 1


def test_what_was_done_may_end_its_conditions(world: World) -> None:
    make_rule(world, On.TIME, deed("classify", priority="low"), conditions=asked(priority="high"))
    ticket = world.ask("URGENT")
    assert swept(at("9:00")) == 1
    assert Ticket.objects.get(pk=ticket.pk).priority == "low"
    assert swept(at("9:02")) == 0
    assert not Acted.objects.exists()


def test_two_that_undo_each_other_come_to_an_end(world: World) -> None:
    """To each of them its conditions held whenever it looked."""
    for one, other in (("high", "low"), ("low", "high")):
        make_rule(world, On.TIME, deed("classify", priority=one), conditions=asked(priority=other))
    world.ask()
    for minute in range(20):
        swept(at("9:00") + timedelta(minutes=2 * minute))
    assert Run.objects.filter(outcome="done").count() == 2


def test_only_open_tickets_unless_it_speaks_of_the_status(world: World) -> None:
    make_rule(world, On.TIME, deed("note", text="a"), conditions=asked(priority="low"))
    make_rule(world, On.TIME, deed("note", text="b"), conditions=asked(status="closed"))
    from prazo.desk.actions.close import close

    close(world.ask("x"), by=world.by_ann, at=at("8:30"), reason="spam")
    world.ask("y")
    assert swept(at("9:00")) == 2
    assert sorted(Note.objects.values_list("text", "ticket__subject")) == [("a", "y"), ("b", "x")]


def test_many_are_done_in_portions_and_no_more_than_an_hour_bears(
    world: World, monkeypatch
) -> None:
    monkeypatch.setattr(running, "PER_HOUR", 4)
    rule = make_rule(world, On.TIME, deed("note", text="a"), conditions=asked(priority="low"))
    for n in range(6):
        world.ask(f"n{n}")
    assert sweep(at("9:00"), limit=3)
    assert Run.objects.count() == 3
    assert sweep(at("9:00"), limit=3)  # the rest is due at once
    assert not sweep(at("9:00"), limit=3)
    assert Run.objects.count() == 4
    assert swept(at("10:05")) == 2
    rule.refresh_from_db()
    assert rule.active


def test_switched_on_again_it_begins_anew(world: World) -> None:
    from prazo.accounts.operator import Operator
    from prazo.rules.actions.switch import switch

    rule = make_rule(world, On.TIME, deed("note", text="a"), conditions=asked(priority="low"))
    world.ask()
    assert swept(at("9:00")) == 1
    switch(rule, False, by=Operator(world.lea, at("9:10")))
    assert swept(at("9:30")) == 0
    switch(rule, True, by=Operator(world.lea, at("9:40")))
    assert swept(at("9:41")) == 1


def test_what_a_ticket_refused_is_tried_again_ever_later(world: World) -> None:
    """One contact with five tickets is written to by itself twice in ten minutes."""
    make_rule(world, On.TIME, deed("reply", text="Still there?"), conditions=asked(priority="low"))
    for n in range(5):
        world.ask(f"n{n}")
    assert swept(at("9:00")) == 5
    assert done() == 2
    assert swept(at("9:30")) == 0
    assert swept(at("10:01")) == 3
    assert done() == 4
    assert swept(at("11:00")) == 0
    assert swept(at("11:03")) == 1
    assert done() == 5
    assert swept(at("9:00", days=3)) == 0


def test_what_is_refused_for_good_is_tried_no_more_than_daily(world: World) -> None:
    make_rule(world, On.TIME, deed("reply", text="x"), conditions=asked(priority="low"))
    world.ask(automatic="auto-replied")
    tries = sum(swept(at("9:00") + timedelta(hours=hour)) for hour in range(24 * 5))
    assert 5 <= tries <= 11
    assert done() == 0


def test_a_refusal_is_forgotten_with_its_conditions(world: World) -> None:
    rule = make_rule(world, On.TIME, deed("reply", text="x"), conditions=asked(priority="low"))
    ticket = world.ask(automatic="auto-replied")
    assert swept(at("9:00")) == 1
    classify(ticket, by=world.by_ann, at=at("9:05"), changes={"priority": "high"})
    assert swept(at("9:10")) == 0
    assert not Acted.objects.filter(rule=rule).exists()


def test_it_needs_a_condition(world: World) -> None:
    with pytest.raises(Refusal, match="needs a condition"):
        make_rule(world, On.TIME, deed("note", text="a"))
    assert not Rule.objects.exists()


def done() -> int:
    return Run.objects.filter(outcome="done").count()


def wait_from(world: World, ticket: Ticket, instant) -> None:
    reply(ticket, by=world.by_ann, at=instant, text="Which?", then_wait=True)
