"""Who asked, subject and language of a ticket are corrected; contract and clocks stay."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from prazo.customers.models import Entrance
from prazo.desk.models import Outgoing, Ticket
from prazo.desk.search import found_by
from prazo.engine.events import Kind
from prazo.writing.actions.keep_draft import keep_draft
from prazo.writing.models import Habit
from prazo.writing.words import Words
from tests.web.conftest import HTMX, Visit
from tests.world import World, meet, sign

pytestmark = pytest.mark.usefixtures("everything")


@pytest.fixture
def ticket(world: World) -> Ticket:
    return world.ask("Fax", at=timezone.now() - timedelta(hours=1))


@pytest.fixture
def ann(visit: Visit, world: World) -> Client:
    return visit(world.ann)


def form_of(browser: Client, ticket: Ticket, **changed: str) -> dict[str, Any]:
    """What a browser sends that was shown the form, and changed this."""
    form = browser.get(f"/t/{ticket.number}/correction").context["form"]
    return {**{name: form[name].value() or "" for name in form.fields}, **changed}


def correct(browser: Client, ticket: Ticket, **changed: str) -> Any:
    sent = form_of(browser, ticket, **changed)
    return browser.post(f"/t/{ticket.number}/correction", sent, headers=HTMX)


def test_nothing_changed_is_said_and_leads_nowhere(ann: Client, ticket: Ticket) -> None:
    answer = correct(ann, ticket)
    assert answer.status_code == 200 and "HX-Redirect" not in answer
    assert "Nothing was changed." in answer.content.decode()
    assert not ticket.events.filter(kind=Kind.CORRECTED).exists()


def test_what_it_is_called_in_which_language_and_nothing_else(
    ann: Client, world: World, ticket: Ticket
) -> None:
    before = list(ticket.clocks.order_by("pk").values())
    answer = correct(ann, ticket, subject="Fax  in room 3", language="es")
    assert answer["HX-Redirect"] == f"/t/{ticket.number}"
    ticket.refresh_from_db()
    assert (ticket.subject, ticket.language) == ("Fax in room 3", "es")
    assert (ticket.requester, ticket.contract) == (world.requester, world.contract)
    assert ticket.events.get(kind=Kind.CORRECTED).data == {
        "subject": ["Fax", "Fax in room 3"], "language": ["en", "es"],
    }  # fmt: skip
    assert list(ticket.clocks.order_by("pk").values()) == before
    page = ann.get(f"/t/{ticket.number}").content.decode()
    assert "subject: Fax → Fax in room 3, language: en → es" in page


def test_search_follows(ann: Client, world: World, ticket: Ticket) -> None:
    meet(world.desk, world.customer, "Zoe Zeller", "zoe@acme.example")
    correct(ann, ticket, subject="Kiosk", requester="zoe@acme.example")
    for words in ("kiosk", "zeller", "zoe@acme.example"):
        assert list(found_by(words, [world.desk.pk])) == [ticket.pk], words
    assert not list(found_by("fax", [world.desk.pk]))


def test_answers_go_to_who_asked_now_who_is_new_here(
    ann: Client, world: World, ticket: Ticket
) -> None:
    meet(world.desk, world.customer, "Zoe", "zoe@acme.example")
    before = Words(text="Begun", to=("rita@acme.example",))
    at = timezone.now()
    keep_draft(ticket, "reply", before, user=world.ann, at=at, revision=None)
    correct(ann, ticket, requester="zoe@acme.example")
    page = ann.get(f"/t/{ticket.number}").content.decode()
    assert 'name="to" value="zoe@acme.example"' in page
    assert 'data-known="rita@acme.example"' in page  # so that a script says who is new
    assert '<input type="checkbox" name="offered" value="rita@acme.example">' in page
    assert "Begun" in page and "who asked: Rita Rey → Zoe" in page
    Habit.objects.update_or_create(user=world.ann, defaults={"undo_seconds": 0})
    ann.post(f"/t/{ticket.number}/reply", {"text": "Hello"})
    assert Outgoing.objects.latest("pk").to == ["zoe@acme.example"]
    world.ask("Re: Fax", sender="zoe@acme.example", at=timezone.now(), answers=ticket)
    ticket.refresh_from_db()
    assert ticket.messages.filter(kind="request").count() == 2
    assert (
        'data-known="rita@acme.example zoe@acme.example"'
        in ann.get(f"/t/{ticket.number}").content.decode()
    )


def test_who_is_not_known_here_is_made_known(ann: Client, world: World, ticket: Ticket) -> None:
    correct(ann, ticket, requester="New@acme.example", name="Nina")
    ticket.refresh_from_db()
    assert ticket.requester is not None
    assert (ticket.requester.name, ticket.requester.address) == ("Nina", "new@acme.example")
    assert ticket.marks == []  # the domain is the customer's


def test_another_customers_contract_is_asked_for_and_nothing_moves(
    ann: Client, world: World, ticket: Ticket
) -> None:
    birch, theirs = sign(world.desk, "Birch", "birch.example")
    before = list(ticket.clocks.order_by("pk").values())
    correct(ann, ticket, requester="bo@birch.example")
    ticket.refresh_from_db()
    assert (ticket.contract, ticket.customer) == (world.contract, world.customer)
    assert ticket.marks == ["contract_asked"]
    assert list(ticket.clocks.order_by("pk").values()) == before
    page = ann.get(f"/t/{ticket.number}").content.decode()
    assert "is not of the customer whose contract this is under" in page
    for contract in (theirs, world.contract):
        assert f'name="contract" value="{contract.pk}"' in page
    ann.post(f"/t/{ticket.number}/contract", {"contract": theirs.pk})
    ticket.refresh_from_db()
    assert (ticket.customer, ticket.marks) == (birch, [])


def test_taken_back_there_is_nothing_to_ask(ann: Client, world: World, ticket: Ticket) -> None:
    sign(world.desk, "Birch", "birch.example")
    correct(ann, ticket, requester="bo@birch.example")
    correct(ann, ticket, requester="rita@acme.example")
    ticket.refresh_from_db()
    assert (ticket.requester, ticket.marks) == (world.requester, [])


def test_only_what_one_changed_is_written(
    ann: Client, visit: Visit, world: World, ticket: Ticket
) -> None:
    meet(world.desk, world.customer, "Zoe", "zoe@acme.example")
    stale = form_of(ann, ticket, subject="Fax in room 3")
    correct(visit(world.bob), ticket, requester="zoe@acme.example", language="de")
    assert ann.post(f"/t/{ticket.number}/correction", stale).status_code == 302
    ticket.refresh_from_db()
    assert (ticket.subject, ticket.language, str(ticket.requester)) == (
        "Fax in room 3",
        "de",
        "Zoe",
    )


@pytest.mark.parametrize(
    ("field", "theirs", "mine", "now"),
    [
        ("subject", "Fax upstairs", "Fax downstairs", "Fax upstairs"),
        ("language", "de", "es", "de"),
        ("requester", "zoe@acme.example", "yan@acme.example", "Zoe &lt;zoe@acme.example&gt;"),
    ],
)
def test_what_a_colleague_changed_meanwhile_is_refused_once(
    ann: Client, visit: Visit, world: World, ticket: Ticket,
    field: str, theirs: str, mine: str, now: str,
) -> None:  # fmt: skip
    meet(world.desk, world.customer, "Zoe", "zoe@acme.example")
    stale = form_of(ann, ticket, **{field: mine})
    correct(visit(world.bob), ticket, **{field: theirs})
    address = f"/t/{ticket.number}/correction"
    refused = ann.post(address, stale, headers=HTMX)
    page = refused.content.decode()
    assert refused.status_code == 409
    assert now in page and mine in page
    assert ticket.events.filter(kind=Kind.CORRECTED).count() == 1
    again = {name: refused.context["form"][name].value() or "" for name in stale}
    assert ann.post(address, again, headers=HTMX).status_code == 204
    data = ticket.events.filter(kind=Kind.CORRECTED).latest("pk").data
    assert list(data[field])[-1] == (mine if field != "requester" else "yan@acme.example")


def test_however_long_it_was_called(ann: Client, ticket: Ticket) -> None:
    """In any script: what was seen goes along with the form."""
    Ticket.objects.filter(pk=ticket.pk).update(subject="😀" * 500)
    assert correct(ann, ticket, subject="Fax").status_code == 204
    assert Ticket.objects.get(pk=ticket.pk).subject == "Fax"


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("subject", " ", "Say in a few words"),
        ("requester", "", "Write whose it is."),
        ("requester", "acme-desk@desk.example", "is an address of ours"),
        ("language", "xx", "valid choice"),
    ],
)
def test_what_makes_no_sense_is_refused(
    ann: Client, world: World, ticket: Ticket, field: str, value: str, said: str
) -> None:
    Entrance.objects.get_or_create(desk=world.desk, address="acme-desk@desk.example")
    answer = correct(ann, ticket, **{field: value})
    assert answer.status_code == 422 and said in answer.content.decode()
    assert not ticket.events.filter(kind=Kind.CORRECTED).exists()


def test_a_caller_without_an_address_may_stay_so_or_get_one(ann: Client, world: World) -> None:
    ann.post(
        "/new",
        {"desk": world.desk.pk, "channel": "phone", "address": "", "name": "Ivo",
         "subject": "Fax", "text": "Dead.", "once": "b" * 20},
    )  # fmt: skip
    ticket = Ticket.objects.get()
    assert correct(ann, ticket, subject="Kiosk").status_code == 204
    assert correct(ann, ticket, requester="ivo@acme.example", name="Ivo").status_code == 204
    ticket.refresh_from_db()
    assert ticket.requester is not None and ticket.requester.address == "ivo@acme.example"
    assert ticket.marks == ["contract_unclear"]
    assert world.contract.name in ann.get(f"/t/{ticket.number}").content.decode()


def test_a_reader_corrects_nothing(visit: Visit, world: World, ticket: Ticket) -> None:
    assert visit(world.contact).get(f"/t/{ticket.number}/correction").status_code == 403
