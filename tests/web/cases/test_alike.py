"""Suggestions beside a ticket: fetched after its page, merged or told apart in a click (D16)."""

import pytest
from django.test import Client

from prazo.desk.models import Apart, Ticket
from tests.web.conftest import HTMX, Visit
from tests.world import World, at


@pytest.fixture(autouse=True)
def seen(everything: None) -> None:
    """Tests here look at all of the database."""


@pytest.fixture
def ann(world: World, visit: Visit) -> Client:
    return visit(world.ann)


def test_the_page_asks_for_them_when_it_is_there(ann: Client, world: World) -> None:
    first, ticket = world.ask(at=at("8:00")), world.ask(at=at("10:00"))
    page = ann.get(f"/t/{ticket.number}").content.decode()
    assert f'hx-get="/t/{ticket.number}/alike" hx-trigger="load"' in page
    assert "Perhaps the same case" not in page
    card = ann.get(f"/t/{ticket.number}/alike", headers=HTMX).content.decode()
    assert f"#{first.number} No dial tone" in card
    assert "same requester, 2\N{NO-BREAK SPACE}h apart, subjects alike 100 %" in card
    assert f"Merge #{ticket.number} into #{first.number}" in card
    assert "<html" in ann.get(f"/t/{ticket.number}/alike").content.decode()


def test_one_click_leads_to_the_merge(ann: Client, world: World) -> None:
    first, ticket = world.ask(at=at("8:00")), world.ask(at=at("10:00"))
    shown = ann.post(f"/t/{ticket.number}/merge", {"into": first.number}, headers=HTMX)
    assert shown.status_code == 422 and "Press Merge once more" in shown.content.decode()
    sent = {"into": first.number, "confirmed": first.number}
    assert ann.post(f"/t/{ticket.number}/merge", sent).status_code == 302
    assert Ticket.objects.get(pk=ticket.pk).merged_into == first


def test_not_the_same_is_remembered(ann: Client, world: World) -> None:
    first, ticket = world.ask(at=at("8:00")), world.ask(at=at("10:00"))
    answer = ann.post(f"/t/{ticket.number}/apart", {"other": first.number}, headers=HTMX)
    assert answer.status_code == 200
    assert Apart.objects.get().user == world.ann
    assert ann.get(f"/t/{ticket.number}/alike", headers=HTMX).content == b""
    assert "No other open ticket" in ann.get(f"/t/{ticket.number}/alike").content.decode()


def test_of_another_desks_tickets_nothing_is_said(ann: Client, world: World) -> None:
    ticket = world.ask()
    other = world.ask(desk=world.other_desk, sender="x@else.example")
    answer = ann.post(f"/t/{ticket.number}/apart", {"other": other.number})
    assert answer.status_code == 422
    assert "no such ticket at this desk" in answer.content.decode()
    assert not Apart.objects.exists()
