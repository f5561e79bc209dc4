"""What variables stand for: as the customer reads it, and no promise that lapsed already."""

import pytest

from prazo.desk.models import Ticket
from prazo.writing.values import values_of
from tests.world import World, at, make_world


@pytest.fixture
def world(system: None) -> World:
    return make_world()


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "March 2, 2026, 2 p.m. (Europe/Berlin)"),
        ("de", "2. März 2026 14:00 (Europe/Berlin)"),
        ("pt-br", "2 de Março de 2026 às 14:00 (Europe/Berlin)"),
    ],
)
def test_the_due_time_names_its_month(world: World, language: str, said: str) -> None:
    """10/11 is another day on each side of an ocean."""
    ticket = world.ask(at=at("9:00"))
    Ticket.objects.filter(pk=ticket.pk).update(language=language)
    ticket = Ticket.objects.get(pk=ticket.pk)
    assert values_of(ticket, "Ann", at("9:00"))["due"] == said


def test_what_lapsed_is_promised_to_nobody(world: World) -> None:
    ticket = Ticket.objects.get(pk=world.ask(at=at("9:00")).pk)
    assert ticket.next_due_at is not None
    assert values_of(ticket, "Ann", ticket.next_due_at)["due"] == ""
