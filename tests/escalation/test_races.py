"""Short forms of R01-R04; `make soak` runs as many rounds as trust.md asks for."""

import pytest

from prazo.desk.actions.reply import reply
from prazo.desk.models import Clock, Message, Ticket
from tests.at_once import at_once
from tests.desk.in_line import assert_in_line
from tests.escalation.races import answer_against_close, closes, merges, same_step
from tests.world import World, at, make_world


@pytest.fixture
def world(committed_db: None) -> World:
    return make_world()


def test_r01_of_64_who_close_one_does(world: World) -> None:
    found = closes(world, rounds=2, agents=64)
    assert found == {"done": 2, "refused": 126, "ends": 2, "summaries": 1}


def test_r02_four_workers_take_a_step_once(world: World) -> None:
    found = same_step(world, rounds=8, workers=4)
    assert found == {"errors": 0, "steps due": 48, "taken": 48, "told": 48}


def test_r03_an_answer_at_the_second_of_the_close_is_never_shut_out(world: World) -> None:
    found = answer_against_close(world, rounds=12)
    assert (found["errors"], found["open"]) == (0, 12)


def test_r04_two_answers_at_once_are_both_kept(world: World) -> None:
    for _ in range(5):
        ticket = world.ask()
        outcomes = at_once(
            [
                lambda t=ticket: reply(t, by=world.by_ann, at=at("09:01"), text="We look."),
                lambda t=ticket: reply(t, by=world.by_bob, at=at("09:00"), text="So do we."),
            ]
        )
        assert not [outcome for outcome in outcomes if isinstance(outcome, Exception)]
        assert Message.objects.filter(ticket=ticket, kind="reply").count() == 2
        met = Clock.objects.get(ticket=ticket, metric="first_response").met_at
        assert met == at("09:00")
        assert_in_line(ticket)


def test_merges_crosswise_do_not_wait_on_each_other(world: World) -> None:
    found = merges(world, rounds=4, agents=8)
    assert [what for what in found if what.startswith("error")] == []
    assert found["messages left behind"] == 0
    assert found["done"] > 0


def test_one_mail_delivered_by_four_hands_at_once_is_one_ticket(world: World) -> None:
    """T20."""
    outcomes = at_once([lambda: world.write(reference="<same@acme.example>").pk] * 4)
    assert len(set(outcomes)) == 1
    assert (Ticket.objects.count(), Message.objects.filter(kind="request").count()) == (1, 1)
