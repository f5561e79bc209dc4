"""Deleting for good from a ticket's page: who may, and how it is meant."""

import pytest
from django.utils import timezone

from prazo.accounts.models import Change
from prazo.desk.models import Ticket
from tests.web.conftest import Visit
from tests.web.settings.conftest import Setters, at_desk, setters
from tests.world import World

__all__ = ["setters"]


@pytest.fixture(autouse=True)
def seen(everything: None) -> None:
    """Tests here look at all of the database."""


def test_an_admin_types_its_number(world: World, visit: Visit, setters: Setters) -> None:
    ticket = world.ask(at=timezone.now())
    browser, place = visit(setters.ada), f"/t/{ticket.number}/erasure"
    assert place in browser.get(f"/t/{ticket.number}").content.decode()
    assert "Everything goes for good" in browser.get(place).content.decode()
    for number, reason in (("", "Asked."), (str(ticket.number + 1), "Asked."), ("x", "Asked.")):
        assert browser.post(place, {"number": number, "reason": reason}).status_code == 422
    assert browser.post(place, {"number": str(ticket.number), "reason": ""}).status_code == 422
    assert Ticket.objects.exists()
    done = browser.post(place, {"number": f"#{ticket.number}", "reason": "Asked for erasure."})
    assert (done.status_code, done["Location"]) == (302, "/")
    assert not Ticket.objects.exists()
    assert browser.get(f"/t/{ticket.number}").status_code == 404
    line = Change.objects.get(what="ticket.erased")
    assert (line.by, line.about) == (setters.ada, f"#{ticket.number}")
    history = browser.get(at_desk(world, "history")).content.decode()
    assert "Ticket deleted for good" in history and "Asked for erasure." in history


def test_nobody_else_may(world: World, visit: Visit) -> None:
    ticket = world.ask(at=timezone.now())
    sent = {"number": str(ticket.number), "reason": "Asked."}
    for person in (world.ann, world.lea, world.contact):
        browser = visit(person)
        assert "erasure" not in browser.get(f"/t/{ticket.number}").content.decode()
        assert browser.post(f"/t/{ticket.number}/erasure", sent).status_code == 403
    assert Ticket.objects.exists()
