"""Agents add and mend people; for whom somebody asks is for leads; all of it is on record."""

from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from prazo.accounts.models import Change
from prazo.customers.models import AddressClaim, Customer, Requester
from prazo.desk.models import Outgoing
from tests.web.conftest import Visit
from tests.world import World

pytestmark = pytest.mark.usefixtures("everything")


@pytest.fixture
def ann(visit: Visit, world: World) -> Client:
    return visit(world.ann)


@pytest.fixture
def birch(world: World) -> Customer:
    return Customer.objects.create(desk=world.desk, name="Birch")


def form_of(browser: Client, person: Requester, **changed: Any) -> dict[str, Any]:
    form = browser.get(f"/people/{person.pk}/change").context["form"]
    shown = {name: form[name].value() for name in form.fields}
    shown["customers"] = [getattr(one, "pk", one) for one in shown.get("customers") or ()]
    sent = {name: "" if value is None else value for name, value in shown.items()}
    if "customers" not in form.fields:
        del sent["customers"]
    return {**sent, **changed}


def mend(browser: Client, person: Requester, **changed: Any) -> Any:
    return browser.post(f"/people/{person.pk}/change", form_of(browser, person, **changed))


def test_an_agent_mends_name_and_language(ann: Client, world: World) -> None:
    page = ann.get(f"/people/{world.requester.pk}").content.decode()
    assert f"/people/{world.requester.pk}/change" in page
    assert f"/new/first?desk={world.desk.pk}&amp;address=rita%40acme.example" in page
    answer = mend(ann, world.requester, name="Rita Reyes", language="es")
    assert answer["Location"] == f"/people/{world.requester.pk}"
    world.requester.refresh_from_db()
    assert (world.requester.name, world.requester.language) == ("Rita Reyes", "es")
    assert list(world.requester.customers.all()) == [world.customer]
    change = Change.objects.get()
    assert (change.what, change.by) == ("requester.changed", world.ann)
    assert change.before["name"] == "Rita Rey" and change.after["name"] == "Rita Reyes"


def test_for_whom_they_ask_only_a_lead_says(
    ann: Client, visit: Visit, world: World, birch: Customer
) -> None:
    assert mend(ann, world.requester, another=str(birch.pk)).status_code == 400
    assert list(world.requester.customers.all()) == [world.customer]
    assert mend(visit(world.lea), world.requester, another=str(birch.pk)).status_code == 302
    assert set(world.requester.customers.all()) == {world.customer, birch}
    assert Change.objects.get().after["customers"] == ["Acme", "Birch"]


def test_what_others_changed_meanwhile_stays(
    ann: Client, visit: Visit, world: World, birch: Customer
) -> None:
    lea = visit(world.lea)
    stale, leas = form_of(ann, world.requester, language="de"), form_of(lea, world.requester)
    world.requester.customers.add(birch)
    mend(visit(world.bob), world.requester, name="Rita Reyes")
    address = f"/people/{world.requester.pk}/change"
    assert ann.post(address, stale).status_code == 302
    assert lea.post(address, {**leas, "customers": []}).status_code == 302
    world.requester.refresh_from_db()
    assert (world.requester.name, world.requester.language) == ("Rita Reyes", "de")
    assert list(world.requester.customers.all()) == [birch]


def test_the_same_field_changed_meanwhile_is_refused_once(
    ann: Client, visit: Visit, world: World
) -> None:
    stale = form_of(ann, world.requester, name="Rita R.")
    mend(visit(world.bob), world.requester, name="Rita Reyes")
    refused = ann.post(f"/people/{world.requester.pk}/change", stale)
    assert refused.status_code == 409
    assert "Rita Reyes" in refused.content.decode() and "Rita R." in refused.content.decode()
    form = refused.context["form"]
    again = {name: form[name].value() or "" for name in stale}
    assert ann.post(f"/people/{world.requester.pk}/change", again).status_code == 302
    world.requester.refresh_from_db()
    assert world.requester.name == "Rita R."


def test_an_agent_makes_a_person_known(ann: Client, world: World) -> None:
    sent = {"name": "Nina", "addresses": "nina@acme.example", "language": "de"}
    made = ann.post(f"/people/new?desk={world.desk.pk}", sent)
    person = Requester.objects.get(name="Nina")
    assert made["Location"] == f"/people/{person.pk}"
    assert (person.desk, person.address, person.language) == (
        world.desk, "nina@acme.example", "de",
    )  # fmt: skip
    assert Change.objects.filter(what="requester.added", by=world.ann).exists()
    taken = ann.post("/people/new", sent)
    assert taken.status_code == 422 and "belongs to somebody else" in taken.content.decode()
    assert "Nina" in taken.content.decode()


def test_a_lead_begins_it_at_a_customer(visit: Visit, world: World) -> None:
    page = visit(world.lea).get(f"/people/new?customer={world.customer.pk}").content.decode()
    assert f'<option value="{world.customer.pk}" selected>' in page
    assert "Asks for" in page and "And for" not in page, "there is none yet to be added to"


def test_one_more_address_waits_for_its_owner(
    ann: Client, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "SMTP_RELAY", "127.0.0.1:2525")
    address = f"/people/{world.requester.pk}/address"
    assert ann.post(address, {"address": "rita@home.example"}).status_code == 302
    assert AddressClaim.objects.get().by == world.ann
    assert Outgoing.objects.get().to == ["rita@home.example"]
    assert world.requester.addresses.count() == 1
    wrong = ann.post(address, {"address": "rita"})
    assert wrong.status_code == 422 and "valid email" in wrong.content.decode()


def test_who_may_only_read_changes_nobody(visit: Visit, world: World) -> None:
    reader = visit(world.contact)
    assert reader.get("/people/new").status_code == 403
    for place in ("change", "address"):
        given = {"address": "x@y.example"} if place == "address" else {"name": "X"}
        assert reader.post(f"/people/{world.requester.pk}/{place}", given).status_code == 403
    assert "/change" not in reader.get(f"/people/{world.requester.pk}").content.decode()
    stranger = visit(world.stranger)
    assert stranger.post(f"/people/{world.requester.pk}/change", {"name": "X"}).status_code == 404
