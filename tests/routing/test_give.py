"""Work that nobody has is given out: to whom, how it is recorded, and what it does not do."""

from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from prazo.accounts.models import Member, Team
from prazo.agreements.take import adopt, take
from prazo.customers.models import Contract
from prazo.desk.actions.assign import assign
from prazo.desk.actions.classify import classify
from prazo.desk.models import Clock, Ticket
from prazo.routing.actions.give import PORTION, give_out, give_out_at
from prazo.routing.actions.set_policy import set_team_policy
from prazo.routing.actions.set_shift import set_skills
from prazo.routing.models import Shift
from prazo.routing.people import urgent_priority
from prazo.watch.probe import make_probe
from tests.at_once import at_once
from tests.routing.office import away, holder, last, member, operator, policy, shift, staffed
from tests.world import World, at, make_world

AIVO = Path(__file__).resolve().parents[2] / "agreements" / "aivo.yaml"
TEN = at("10:00")


@pytest.fixture
def world(system: None) -> World:
    return make_world()


def test_nothing_happens_at_a_desk_that_did_not_choose_it(world: World) -> None:
    ticket = world.ask()
    shift(world, world.ann)
    give_out(TEN)
    assert holder(ticket) is None
    policy(world, order="off")
    give_out(TEN)
    assert holder(ticket) is None


def test_in_turn_to_those_on_shift(world: World) -> None:
    staffed(world)
    tickets = [world.ask(f"No {n}", at=at("8:30")) for n in range(5)]
    give_out(TEN)
    tally = Counter(str(holder(ticket)) for ticket in tickets)
    assert tally in ({"Ann": 3, "Bob": 2}, {"Ann": 2, "Bob": 3})  # and Lea sleeps
    later = world.ask(at=at("9:00"))
    give_out(at("17:00"))
    assert holder(later) is None  # nobody is there
    give_out(at("22:00"))
    assert holder(later) == world.lea


def test_turns_go_on_from_one_time_to_the_next(world: World) -> None:
    staffed(world)
    got = []
    for minute in range(4):
        ticket = world.ask(f"No {minute}")
        give_out(TEN + timedelta(minutes=minute))
        got.append(holder(ticket))
    assert got in ([world.ann, world.bob] * 2, [world.bob, world.ann] * 2)


def test_the_event_says_who_did_it_and_why(world: World) -> None:
    staffed(world)
    ticket = world.ask()
    give_out(TEN)
    event = last(ticket)
    assert (event.by, event.user, event.at) == ("system", None, TEN)
    assert event.data["to_id"] == Ticket.objects.get(pk=ticket.pk).assignee_id
    given = event.data["why"]["given"]
    assert (given["order"], given["among"], given["load"], given["capacity"]) == (
        "turn",
        2,
        0,
        2000,
    )


def test_what_is_due_first_is_given_first(world: World) -> None:
    policy(world, capacity=1)
    shift(world, world.ann)
    low, urgent = world.ask(at=at("8:00")), world.ask("URGENT", at=at("9:00"))
    give_out(TEN)
    assert (holder(urgent), holder(low)) == (world.ann, None)


def test_never_over_capacity(world: World) -> None:
    policy(world, capacity=10)
    shift(world, world.ann, capacity=2)
    tickets = [world.ask(f"No {n}") for n in range(4)]
    assert give_out_at(world.desk.pk, TEN) == 2
    assert give_out_at(world.desk.pk, TEN) == 0
    assert sum(holder(ticket) == world.ann for ticket in tickets) == 2


def test_a_waiting_ticket_weighs_less(world: World) -> None:
    staffed(world, order="load", capacity=1, waiting_weight=0)
    tickets = [world.ask(f"No {n}") for n in range(3)]
    give_out(TEN)
    assert [holder(t) for t in tickets].count(None) == 1
    Ticket.objects.filter(pk=tickets[0].pk).update(status="waiting", waiting_on="customer")
    give_out(TEN)
    assert [holder(t) for t in tickets].count(None) == 0


def test_by_load_who_has_least(world: World) -> None:
    staffed(world, order="load")
    for n in range(3):
        assign(world.ask(f"Old {n}"), by=world.by_lea, at=at("8:10"), to=world.ann)
    fresh = [world.ask(f"New {n}") for n in range(3)]
    give_out(TEN)
    assert [holder(t) for t in fresh] == [world.bob] * 3


def test_an_urgent_ticket_weighs_more(world: World) -> None:
    """In the hands of who has it, and for who has room for it."""
    staffed(world, order="load", capacity=5, urgent_weight=300)
    assign(world.ask("URGENT"), by=world.by_lea, at=at("8:10"), to=world.ann)
    for n in range(2):
        assign(world.ask(f"Old {n}"), by=world.by_lea, at=at("8:10"), to=world.bob)
    calm = world.ask("calm")
    give_out(TEN)
    assert holder(calm) == world.bob  # 200 against 300
    urgent = world.ask("URGENT, too")
    give_out(TEN)
    assert holder(urgent) is None  # it would be 600, of 500
    assert urgent_priority(world.desk.pk, TEN) == "high"
    assert urgent_priority(world.desk.pk, at("0:00", days=-90)) == ""  # nothing is in force yet


def test_what_somebody_is_named_for_at_another_desk_counts_there(world: World) -> None:
    staffed(world)
    Member.objects.create(desk=world.other_desk, user=world.bob, role="agent")
    set_skills(member(world.other_desk, world.bob), [("component", "mail")], by=operator(world.lea))
    tickets = [world.ask(f"No {n}") for n in range(2)]
    for ticket in tickets:
        classify(ticket, by=world.by_lea, at=at("8:30"), changes={"component": "mail"})
    give_out(TEN)
    assert {holder(ticket) for ticket in tickets} == {world.ann, world.bob}  # in turn
    assert last(tickets[0]).data["why"]["given"]["skills"] == []


def test_skills_and_languages(world: World) -> None:
    staffed(world)
    set_skills(member(world.desk, world.bob), [("component", "mail")], by=operator(world.lea))
    set_skills(member(world.desk, world.ann), [("language", "es")], by=operator(world.lea))
    mail, spanish = world.ask("mail"), world.ask("hola")
    classify(mail, by=world.by_lea, at=at("8:30"), changes={"component": "mail"})
    Ticket.objects.filter(pk=spanish.pk).update(language="es-AR")
    give_out(TEN)
    assert (holder(mail), holder(spanish)) == (world.bob, world.ann)
    assert last(mail).data["why"]["given"]["skills"] == [["component", "mail"]]
    assert last(spanish).data["why"]["given"]["language"] == "es"


def test_the_absent_get_nothing(world: World) -> None:
    staffed(world)
    away(world, world.ann, "9:30", "12:00")
    tickets = [world.ask(f"No {n}") for n in range(3)]
    give_out(TEN)
    assert [holder(t) for t in tickets] == [world.bob] * 3


def test_a_team_may_do_it_differently(world: World) -> None:
    staffed(world, order="off")
    set_team_policy(
        world.back, {"order": "turn", "skills": "off", "languages": "off"}, by=operator(world.lea)
    )
    front, back = world.ask("one"), world.ask("two")
    Ticket.objects.filter(pk=front.pk).update(team=world.front)
    Ticket.objects.filter(pk=back.pk).update(team=world.back)
    give_out(TEN)
    assert holder(front) is None
    assert holder(back) is not None
    set_team_policy(world.back, None, by=operator(world.lea))
    again = world.ask("three")
    Ticket.objects.filter(pk=again.pk).update(team=world.back)
    give_out(TEN)
    assert holder(again) is None  # as the desk again


def test_tickets_that_nobody_is_given_stand_before_no_other(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A team that gives out by hand, and one of which nobody is there, have what is due first."""
    monkeypatch.setattr("prazo.routing.actions.give.LOOKED_AT", 2)
    staffed(world)
    by_hand, asleep = (
        Team.objects.create(desk=world.desk, identifier=name, name=name) for name in ("hand", "bed")
    )
    set_team_policy(
        by_hand, {"order": "off", "skills": "off", "languages": "off"}, by=operator(world.lea)
    )
    member(world.desk, world.ann).teams.add(by_hand)
    member(world.desk, world.lea).teams.add(asleep)
    for team in (by_hand, by_hand, asleep, asleep):
        overdue = world.ask("old", at=at("8:00"))
        Ticket.objects.filter(pk=overdue.pk).update(team=team)
    mine, teamless = world.ask("new", at=at("8:30")), world.ask("free", at=at("8:30"))
    Ticket.objects.filter(pk=teamless.pk).update(team=None)
    give_out(TEN)
    assert holder(mine) is not None and holder(teamless) is not None
    assert Ticket.objects.filter(assignee=None).count() == 4
    give_out(at("22:00"))
    assert set(Ticket.objects.filter(assignee=None).values_list("team", flat=True)) == {by_hand.pk}


def test_at_night_nobodys_work_is_not_even_read(world: World) -> None:
    staffed(world)
    world.ask()
    with CaptureQueriesContext(connection) as ran:
        give_out(at("18:00"))
    assert not any("desk_event" in one["sql"] for one in ran)


def test_who_put_it_back_does_not_get_it_again(world: World) -> None:
    policy(world)
    shift(world, world.ann)
    ticket = world.ask()
    give_out(TEN)
    assign(ticket, by=world.by_ann, at=at("10:05"), to=None)
    give_out(at("10:06"))
    assert holder(ticket) is None
    shift(world, world.bob)
    member(world.desk, world.bob).teams.add(world.front)
    give_out(at("10:07"))
    assert holder(ticket) == world.bob


def test_who_put_back_another_or_gave_it_away_may_get_it(world: World) -> None:
    policy(world)
    shift(world, world.ann)
    other, ticket = world.ask("other"), world.ask("this")
    for to in (world.ann, None):
        assign(other, by=world.by_ann, at=at("9:00"), to=to)
    assign(ticket, by=world.by_ann, at=at("9:05"), to=world.bob)
    assign(ticket, by=world.by_bob, at=at("9:06"), to=None)
    give_out(TEN)
    assert [holder(other), holder(ticket)] == [None, world.ann]


def test_the_watchdogs_tickets_are_given_to_nobody(world: World) -> None:
    staffed(world)
    make_probe(world.desk, world.version, at("9:00"))
    ticket = world.ask()
    give_out(TEN)
    assert holder(ticket) is not None
    assert Ticket.objects.get(synthetic=True).assignee is None


def test_waiting_and_ended_tickets_are_left_alone(world: World) -> None:
    staffed(world)
    tickets = [world.ask(f"No {n}") for n in range(2)]
    for ticket, status in zip(tickets, ("waiting", "resolved"), strict=True):
        Ticket.objects.filter(pk=ticket.pk).update(status=status)
    give_out(TEN)
    assert [holder(ticket) for ticket in tickets] == [None, None]


def test_an_automatic_assignment_is_no_first_response(world: World) -> None:
    """A2: the agreement's first response is an analyst who has it. Until a person takes it, nobody
    has: the clock runs on, and is met when he does."""
    adopt(world.desk, take(AIVO.read_text()), since=at("7:00"))
    figures = {"first_response_primary": "4h", "resolution_primary": "3d"}
    Contract.objects.filter(pk=world.contract.pk).update(figures=figures)
    staffed(world)
    ticket = world.ask(at=at("13:00"))  # 10:00 in São Paulo
    give_out(at("13:30"))
    clock = Clock.objects.get(ticket=ticket, metric="first_response")
    assert holder(ticket) is not None
    assert (clock.state, clock.met_at) == ("running", None)
    taker = holder(ticket)
    assign(ticket, by=world.by_ann, at=at("13:45"), to=taker)
    clock.refresh_from_db()
    assert (clock.state, clock.met_at) == ("met", at("13:45"))


def test_a_portion_at_a_time(world: World) -> None:
    staffed(world, capacity=100)
    for n in range(PORTION + 1):
        world.ask(f"No {n}")
    assert give_out(TEN)
    assert not give_out(TEN)
    assert not Ticket.objects.filter(assignee=None).exists()


def test_workers_at_once_assign_once_and_keep_turns(committed_db: None) -> None:
    world = make_world()
    staffed(world, capacity=3)
    tickets = [world.ask(f"No {n}") for n in range(8)]
    done = at_once([lambda: give_out_at(world.desk.pk, TEN) for _ in range(4)])
    assert not [one for one in done if isinstance(one, Exception)], done
    give_out(TEN)
    tally = Counter(holder(ticket) for ticket in tickets)
    assert tally == {world.ann: 3, world.bob: 3, None: 2}
    for ticket in tickets:
        assert ticket.events.filter(kind="assigned").count() <= 1
    assert len(set(Shift.objects.exclude(user=world.lea).values_list("turn", flat=True))) == 2


def test_a_ticket_taken_by_hand_meanwhile_stays_with_him(committed_db: None) -> None:
    world = make_world()
    staffed(world)
    ticket = world.ask()
    acts = [
        lambda: assign(ticket, by=world.by_lea, at=TEN, to=world.lea),
        lambda: give_out_at(world.desk.pk, TEN),
    ]
    assert not [one for one in at_once(acts) if isinstance(one, Exception)]
    assert holder(ticket) == world.lea  # whoever was first, a person's word is the last
    assert give_out_at(world.desk.pk, TEN + timedelta(minutes=1)) == 0
