"""T15: who cannot see a ticket ties nothing to it, and no two companies' tickets become one."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from prazo.desk.models import Apart, Event, Link, Message, Outgoing, SideThread, Ticket
from tests.web.conftest import Visit
from tests.world import World, sign

SIDE = {"party": "carrier", "to": "noc@carrier.example", "subject": "Trunk", "text": "Dead."}
TIED: dict[str, tuple[str, Callable[[int, int], dict[str, object]]]] = {
    "merged": ("merge", lambda number, _message: {"into": number, "confirmed": number}),
    "linked": ("link", lambda number, _message: {"how": "related", "other": number}),
    "told apart": ("apart", lambda number, _message: {"other": number}),
    "split off": (
        "split",
        lambda _number, message: {"message_1": message, "subject_1": "Fax", "text_1": "Dead."},
    ),
    "forwarded": ("side", lambda _number, message: {**SIDE, "quote": message}),
}


@pytest.fixture(autouse=True)
def seen(everything: None) -> None:
    """Tests here look at all of the database."""


@pytest.fixture
def ticket(world: World) -> Ticket:
    return world.ask(at=timezone.now() - timedelta(hours=1))


@pytest.fixture
def ann(world: World, visit: Visit) -> Client:
    return visit(world.ann)


def kept() -> list[int]:
    return [one.objects.count() for one in (Event, Link, Apart, Message, SideThread, Outgoing)]


@pytest.mark.parametrize("how", TIED)
def test_t15_nothing_is_tied_to_a_ticket_one_cannot_see(
    ann: Client, ticket: Ticket, world: World, how: str
) -> None:
    """It is refused in the words that a ticket gets which is not there."""
    theirs = world.ask("Secret plans", desk=world.other_desk, sender="z@z.example")
    message = theirs.messages.filter(kind="request").get()
    act, given = TIED[how]
    before, said = kept(), []
    for number, pk in ((theirs.number, message.pk), (theirs.number + 100, message.pk + 100)):
        answer = ann.post(f"/t/{ticket.number}/{act}", given(number, pk))
        assert answer.status_code == 422
        page = answer.content.decode()
        assert "Secret plans" not in page
        said.append(page.replace(str(number), "").replace(f'"{pk}"', "").count("error"))
    assert said[0] == said[1] > 0
    assert kept() == before


def test_t15_two_companies_tickets_do_not_become_one(
    ann: Client, ticket: Ticket, world: World
) -> None:
    """Though one sees both."""
    sign(world.desk, "Bolt", "bolt.example")
    other = world.ask("Ours alone", sender="ned@bolt.example")
    sent = {"into": other.number, "confirmed": other.number}
    before = kept()
    assert ann.post(f"/t/{ticket.number}/merge", sent).status_code == 422
    assert kept() == before
