"""Light agents: they see the desk and note inside it; they answer nobody and change nothing."""

import pytest
from django.test import Client

from prazo.accounts.models import Member, Role, SeenBy, User
from prazo.desk.models import Ticket
from prazo.lib import scope
from prazo.writing.models import Draft
from tests.web.conftest import HTMX, Visit
from tests.web.settings.conftest import Setters, at_desk
from tests.web.settings.conftest import setters as setters
from tests.world import World, at, hire


@pytest.fixture
def ticket(world: World) -> Ticket:
    with scope.entered(scope.SYSTEM):
        return world.ask(at=at("8:30"))


@pytest.fixture
def mona(world: World) -> User:
    with scope.entered(scope.SYSTEM):
        return hire(world.desk, "mona", Role.LIGHT)


@pytest.fixture
def light(mona: User, visit: Visit) -> Client:
    return visit(mona)


def test_the_page_offers_a_note_and_nothing_else(
    ticket: Ticket, light: Client, world: World, visit: Visit
) -> None:
    """What she may not do is not drawn; what agents see stays as it was, whoever looked first."""
    page = light.get(f"/t/{ticket.number}").content.decode()
    assert "compose-note" in page and 'data-key="i"' in page
    for gone in (
        'id="compose-reply"',
        "compose-call",
        f"/t/{ticket.number}/assignment",
        f"/t/{ticket.number}/resolution",
        "data-templates",
        'href="/new"',
    ):
        assert gone not in page, gone
    whole = visit(world.ann).get(f"/t/{ticket.number}").content.decode()
    assert "compose-reply" in whole and "/assignment" in whole and "data-templates" in whole


def test_she_notes_and_her_draft_is_kept(ticket: Ticket, light: Client, mona: User) -> None:
    address = f"/t/{ticket.number}"
    kept = light.post(f"{address}/draft", {"kind": "note", "revision": "0", "text": "It is the"})
    assert kept.status_code == 200
    noted = light.post(f"{address}/note", {"text": "It is the router. @Ann"}, headers=HTMX)
    assert noted.status_code == 200
    again = noted.content.decode()
    assert "It is the router." in again and "data-templates" not in again
    with scope.entered(scope.SYSTEM):
        assert ticket.notes.get().user == mona
        assert not Draft.objects.filter(user=mona).exists()
    refused = light.post(f"{address}/note", {"text": ""}, headers=HTMX)
    assert refused.status_code == 422 and b"data-templates" not in refused.content


def test_she_sees_how_her_note_will_be_read(ticket: Ticket, light: Client) -> None:
    shown = light.post(f"/t/{ticket.number}/preview", {"kind": "note", "text": "**Look**"})
    assert shown.status_code == 200
    assert "<strong>Look</strong>" in shown.content.decode()


def test_what_is_done_about_a_mark_is_offered_to_who_may_do_it(
    ticket: Ticket, light: Client, world: World, visit: Visit
) -> None:
    """Nor is where others are let into a private ticket; what is true of it is said to all."""
    with scope.entered(scope.SYSTEM):
        team = world.desk.teams.create(identifier="hr", name="Payroll", seen_by=SeenBy.TEAM)
        reader = hire(world.desk, "rhea", Role.READER)
        for user in (world.ann, reader):
            Member.objects.get(user=user).teams.add(team)
        Member.objects.get(user__name="Mona").teams.add(team)
        marks = ["contract_unclear", "other_address", "call_unwritten"]
        Ticket.objects.filter(pk=ticket.pk).update(team=team, marks=marks)
    acts = ("guests", "contract", "merge", "agreed")
    for browser, may in ((visit(world.ann), True), (light, False), (visit(reader), False)):
        page = browser.get(f"/t/{ticket.number}").content.decode()
        assert "Private: Payroll" in page and "Which contract is this under?" in page
        shown = [each for each in acts if f'="/t/{ticket.number}/{each}"' in page]
        assert shown == (list(acts) if may else [])
    with scope.entered(scope.SYSTEM):
        Ticket.objects.filter(pk=ticket.pk).update(status="spam")
    page = light.get(f"/t/{ticket.number}").content.decode()
    assert "This is spam" in page and "/not-spam" not in page
    assert "/not-spam" in visit(world.ann).get(f"/t/{ticket.number}").content.decode()


@pytest.mark.parametrize(
    ("where", "given"),
    [
        ("draft", {"kind": "reply", "revision": "0", "text": "Dear"}),
        ("upload", {"kind": "reply"}),
        ("preview", {"kind": "reply", "text": "Dear"}),
        ("reply", {"text": "Dear"}),
        ("resolution", {"summary": "Done"}),
        ("assignment", {"to": ""}),
        ("templates", {"template": "1"}),
        ("macro", {"macro": "1"}),
        ("undo", {}),
    ],
)
def test_everything_else_is_refused(
    ticket: Ticket, light: Client, where: str, given: dict[str, str]
) -> None:
    assert light.post(f"/t/{ticket.number}/{where}", given).status_code == 403


def test_nothing_is_given_to_her(ticket: Ticket, mona: User, visit: Visit, world: World) -> None:
    ann = visit(world.ann)
    assert "Mona" not in ann.get(f"/t/{ticket.number}/assignment").content.decode()
    answer = ann.post(f"/t/{ticket.number}/assignment", {"to": str(mona.pk)})
    assert answer.status_code == 422


def test_she_is_made_one_in_the_settings(world: World, visit: Visit, setters: Setters) -> None:
    with scope.entered(scope.SYSTEM):
        own = Member.objects.get(user=world.bob)
    ada = visit(setters.ada)
    assert "light agent" in ada.get(at_desk(world, "people")).content.decode()
    answer = ada.post(at_desk(world, f"people/{own.pk}"), {"role": "light"})
    assert answer.status_code == 302
    own.refresh_from_db()
    assert own.role == Role.LIGHT
    assert "light agent" in ada.get("/settings/history").content.decode()
