"""Two people turn out to be one: with their owner's word, by a lead, and for good (AC11)."""

import re

import pytest
from django.conf import settings
from django.test import Client

from prazo.accounts.models import Change, Role
from prazo.customers.models import AddressClaim, Customer, Requester
from prazo.desk.models import Event, Outgoing, Ticket
from tests.web.conftest import Visit
from tests.web.settings.conftest import Setters, at_desk
from tests.web.settings.conftest import setters as setters
from tests.world import World, hire

pytestmark = pytest.mark.usefixtures("everything")
HOME = "rita@home.example"


@pytest.fixture(autouse=True)
def sends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "SMTP_RELAY", "127.0.0.1:2525")


@pytest.fixture
def lea(visit: Visit, world: World) -> Client:
    return visit(world.lea)


@pytest.fixture
def stray(world: World) -> Requester:
    """Who wrote from home, and asks for another customer as well."""
    ticket = world.ask("From home", sender=HOME)
    assert ticket.requester is not None
    ticket.requester.customers.add(Customer.objects.create(desk=world.desk, name="Birch"))
    return ticket.requester


def agree(lea: Client, visit: Visit, world: World) -> None:
    """A lead adds the address, and its owner says that it is hers."""
    added = lea.post(f"/people/{world.requester.pk}/address", {"address": HOME})
    assert added.status_code == 302, added.content.decode()
    found = re.search(r"/address/[^?\s]+", Outgoing.objects.filter(to=[HOME]).latest("pk").text)
    assert found is not None
    answer = visit(None).post(found[0], {"answer": "yes"})
    assert "It cannot be joined yet" in answer.content.decode()


def way(world: World, stray: Requester) -> str:
    return f"/people/{world.requester.pk}/join/{stray.pk}"


def test_with_the_owners_word_both_are_one(
    lea: Client, visit: Visit, world: World, stray: Requester
) -> None:
    first, ticket = world.ask("From work"), Ticket.objects.get(requester=stray)
    before = [(clock.metric, clock.due_at) for clock in ticket.clocks.order_by("metric")]
    agree(lea, visit, world)
    page = lea.get(f"/people/{world.requester.pk}").content.decode()
    assert way(world, stray) in page
    shown = lea.get(way(world, stray)).content.decode()
    for word in (HOME, "Birch", "Bring both together", "cannot be taken back"):
        assert word in shown
    assert lea.post(way(world, stray)).status_code == 302

    known = world.requester.addresses.order_by("pk")
    assert [one.address for one in known] == ["rita@acme.example", HOME]
    assert known[1].confirmed_at is not None and not AddressClaim.objects.exists()
    assert {one.name for one in world.requester.customers.all()} == {"Acme", "Birch"}
    ticket.refresh_from_db()
    assert ticket.requester == world.requester
    assert [(clock.metric, clock.due_at) for clock in ticket.clocks.order_by("metric")] == before
    said = Event.objects.get(kind="corrected")
    assert said.ticket == ticket and said.data["requester_id"] == [stray.pk, world.requester.pk]
    change = Change.objects.latest("pk")
    assert (change.what, change.after) == ("requester.joined", {"tickets": 1})

    history = lea.get(f"/people/{stray.pk}", follow=True)
    assert history.redirect_chain[-1][0] == f"/people/{world.requester.pk}"
    for one in (first, ticket):
        assert f"#{one.number}" in history.content.decode()
    assert lea.post(way(world, stray)).status_code == 409  # they are one already


def test_mail_from_either_address_goes_on_with_the_tickets_of_both(
    lea: Client, visit: Visit, world: World, stray: Requester
) -> None:
    work, home = world.ask("From work"), Ticket.objects.get(requester=stray)
    assert world.ask(sender=HOME, answers=work) != work
    agree(lea, visit, world)
    lea.post(way(world, stray))
    assert world.ask(sender=HOME, answers=work) == work
    assert world.ask(answers=home) == home
    assert world.ask("New", sender=HOME).requester == world.requester


def test_without_the_owners_word_nothing_is_joined(
    lea: Client, world: World, stray: Requester
) -> None:
    shown = lea.get(way(world, stray)).content.decode()
    assert "has not said" in shown and "Bring both together" not in shown
    answer = lea.post(way(world, stray))
    assert answer.status_code == 422 and HOME in answer.content.decode()
    lea.post(f"/people/{world.requester.pk}/address", {"address": HOME})
    assert lea.post(way(world, stray)).status_code == 422  # asked, and not answered yet
    assert Ticket.objects.get(requester=stray)


def test_each_of_several_addresses_needs_its_word(
    lea: Client, visit: Visit, world: World, stray: Requester
) -> None:
    stray.addresses.create(desk=world.desk, address="rita@club.example")
    agree(lea, visit, world)
    answer = lea.post(way(world, stray))
    assert answer.status_code == 422
    assert "rita@club.example" in answer.content.decode()


def test_who_is_joined_is_listed_no_more(
    lea: Client, visit: Visit, world: World, stray: Requester
) -> None:
    Requester.objects.filter(pk=stray.pk).update(name="Rita Home")
    agree(lea, visit, world)
    lea.post(way(world, stray))
    for page in ("/search?q=Rita", "/palette"):
        shown = lea.get(page).content.decode()
        assert f"/people/{stray.pk}" not in shown
        assert f"/people/{world.requester.pk}" in shown


def test_who_is_nobody_any_more_is_not_changed(
    lea: Client, visit: Visit, world: World, stray: Requester
) -> None:
    """By a page that was open before; what was typed stands in it still."""
    agree(lea, visit, world)
    lea.post(way(world, stray))
    mend, address = f"/people/{stray.pk}/change", {"address": "rita@new.example"}
    opened = lea.get(mend)
    assert opened.status_code == 302
    assert opened["Location"] == f"/people/{world.requester.pk}/change"
    birch = Customer.objects.get(name="Birch")
    answer = lea.post(mend, {"name": "Nobody", "language": "de", "another": birch.pk})
    said = answer.content.decode()
    assert answer.status_code == 409 and "were found to be one" in said and "Nobody" in said
    assert lea.post(f"/people/{stray.pk}/address", address).status_code == 409
    ada = visit(hire(world.desk, "ada", Role.ADMIN))
    assert ada.post(at_desk(world, f"requesters/{stray.pk}/addresses"), address).status_code == 409
    stray.refresh_from_db()
    assert stray.name != "Nobody" and not stray.customers.exists()
    assert not stray.addresses.exists() and not stray.claims.exists()


def test_a_lead_of_that_desk_alone(visit: Visit, world: World, stray: Requester) -> None:
    assert visit(world.ann).get(way(world, stray)).status_code == 403
    elsewhere = Requester.objects.create(desk=world.other_desk, name="Una")
    lea = visit(world.lea)
    for pair in ((world.requester, elsewhere), (elsewhere, world.requester)):
        assert lea.get(way_of(*pair)).status_code == 404
    assert lea.get(way_of(world.requester, world.requester)).status_code == 404


def way_of(one: Requester, other: Requester) -> str:
    return f"/people/{one.pk}/join/{other.pk}"


def test_the_settings_lead_there_whom_it_is_open_to(
    lea: Client, visit: Visit, world: World, stray: Requester, setters: Setters
) -> None:
    """Who administers the installation sets a person up, and finds no people of the desk."""
    agree(lea, visit, world)
    address = at_desk(world, f"requesters/{world.requester.pk}")
    assert way(world, stray) in visit(setters.ada).get(address).content.decode()
    shown = visit(setters.boss).get(address).content.decode()
    assert "Somebody else here has it" in shown and way(world, stray) not in shown
