"""On a ticket's page: who Prazo gave it to, why, and that it is still to be taken."""

import pytest

from prazo.desk.models import Ticket
from prazo.routing.actions.give import give_out
from prazo.routing.actions.give_back import give_back
from prazo.routing.actions.set_shift import set_skills
from tests.routing.office import away, member, operator, policy, shift
from tests.web.conftest import Visit
from tests.world import World, at


@pytest.fixture
def given(world: World, everything: None) -> Ticket:
    policy(world, order="load")
    shift(world, world.ann)
    tags = [("language", "en"), ("priority", "low"), ("customer", str(world.customer.pk))]
    set_skills(member(world.desk, world.ann), tags, by=operator(world.lea))
    ticket = world.ask(at=at("8:30"))
    give_out(at("9:00"))
    return ticket


def test_the_line_says_why(given: Ticket, world: World, visit: Visit) -> None:
    page = visit(world.bob).get(f"/t/{given.number}").content.decode()
    assert (
        "<b>Prazo</b> gave it to Ann: speaks English, named for this customer,"
        " named for Low, least load" in page
    )
    assert "1 person was on shift with room for it. Load until then: 0 of 20 tickets." in page


def test_it_says_so_in_the_readers_language(given: Ticket, world: World, visit: Visit) -> None:
    type(world.bob).objects.filter(pk=world.bob.pk).update(language="es")
    page = visit(world.bob).get(f"/t/{given.number}").content.decode()
    assert "inglés" in page.lower()


def test_and_where_it_went_then(given: Ticket, world: World, visit: Visit) -> None:
    away(world, world.ann, "10:00", "20:00", substitute=world.bob, hands_over=True)
    give_back(at("10:00"))
    page = visit(world.bob).get(f"/t/{given.number}").content.decode()
    assert "gave it to Bob: stands in for Ann, who is away" in page


def test_what_a_person_did_has_no_reason(world: World, visit: Visit, everything: None) -> None:
    ticket = world.ask(at=at("8:30"))
    visit(world.ann).post(f"/t/{ticket.number}/assignment", {"to": world.ann.pk})
    page = visit(world.bob).get(f"/t/{ticket.number}").content.decode()
    assert "<span><b>Ann</b> took it</span>" in page
