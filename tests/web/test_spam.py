"""Spam on pages: called so by key and by many, taken back; who is blocked, and let in again."""

import re
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from prazo.accounts.models import Change
from prazo.accounts.operator import Operator
from prazo.desk.actions.block import block
from prazo.desk.actions.spam import mark_spam
from prazo.desk.bulks import HELD
from prazo.desk.models import Block, Ticket
from prazo.web.views.bulk.doing import do_due
from prazo.web.views.customers.kept import bounds, clocks_of
from tests.rules.made import deed, make_macro
from tests.web.conftest import Visit
from tests.web.settings.conftest import Setters, ada, at_desk, setters
from tests.world import World

__all__ = ["ada", "setters"]
SPAMMER = "eve@spam.example"


@pytest.fixture(autouse=True)
def seen(everything: None) -> None:
    """Tests here look at all of the database."""


@pytest.fixture
def ticket(world: World) -> Ticket:
    return world.ask("You won", sender=SPAMMER, at=timezone.now())


def status(ticket: Ticket) -> str:
    return Ticket.objects.get(pk=ticket.pk).status


def test_it_leaves_every_queue_but_its_own(world: World, visit: Visit, ticket: Ticket) -> None:
    browser = visit(world.ann)
    assert f'id="t{ticket.number}"' in browser.get("/").content.decode()
    sent = {"block": "", "reason": "Lottery."}
    assert browser.post(f"/t/{ticket.number}/spam", sent).status_code == 302
    for address in ("/", "/q/unassigned", "/q/unanswered", "/q/no-contract"):
        page = browser.get(address).content.decode()
        assert f'id="t{ticket.number}"' not in page
        assert re.search(r'href="/q/spam"[^>]*><span>Spam</span> <span class="num">1<', page)
    assert f'id="t{ticket.number}"' in browser.get("/q/spam").content.decode()
    assert not Block.objects.exists()


def test_the_page_says_so_and_offers_one_way_back(
    world: World, visit: Visit, ticket: Ticket
) -> None:
    mark_spam(ticket, by=world.by_ann, at=timezone.now(), reason="Lottery.")
    browser = visit(world.ann)
    page = browser.get(f"/t/{ticket.number}").content.decode()
    assert "no clock runs" in page
    assert "called it spam: Lottery." in page
    assert 'id="compose"' not in page and "/reply" not in page
    assert re.search(r'/not-spam"[^>]*data-key="S"', page)
    assert browser.post(f"/t/{ticket.number}/not-spam", {}).status_code == 302
    assert status(ticket) == "open"


@pytest.mark.parametrize(("choice", "sender"), [("address", SPAMMER), ("domain", "@spam.example")])
def test_its_sender_is_blocked_and_let_in_with_it(
    world: World, visit: Visit, ticket: Ticket, choice: str, sender: str
) -> None:
    browser = visit(world.ann)
    form = browser.get(f"/t/{ticket.number}/spam").content.decode()
    assert f"Everything from {sender}" in form
    browser.post(f"/t/{ticket.number}/spam", {"block": choice, "reason": "Lottery."})
    made = Block.objects.get()
    assert (made.sender, made.user, made.reason) == (sender, world.ann, "Lottery.")
    assert Change.objects.get(what="block.made").by == world.ann
    back = browser.get(f"/t/{ticket.number}/not-spam").content.decode()
    assert f"Let {sender} in again" in back
    browser.post(f"/t/{ticket.number}/not-spam", {"unblock": "on"})
    assert (status(ticket), Block.objects.exists()) == ("open", False)


def test_a_customers_domain_is_warned_about(world: World, visit: Visit) -> None:
    """And nothing is done until it is said to be meant."""
    ticket = world.ask(at=timezone.now())
    browser = visit(world.ann)
    sent = {"block": "domain", "reason": ""}
    answer = browser.post(f"/t/{ticket.number}/spam", sent)
    assert answer.status_code == 422
    assert "Acme with an active contract would be turned away" in answer.content.decode()
    assert (status(ticket), Block.objects.exists()) == ("open", False)
    assert browser.post(f"/t/{ticket.number}/spam", {**sent, "sure": "on"}).status_code == 302
    assert (status(ticket), Block.objects.get().sender) == ("spam", "@acme.example")


def test_who_only_reads_calls_nothing_spam(world: World, visit: Visit, ticket: Ticket) -> None:
    browser = visit(world.contact)
    assert browser.post(f"/t/{ticket.number}/spam", {"block": ""}).status_code == 403
    assert status(ticket) == "open"


def test_many_at_once_and_back(world: World, visit: Visit, ticket: Ticket) -> None:
    """Who has a contract is not blocked among many."""
    ours = world.ask(at=timezone.now())
    browser = visit(world.ann)
    form = {
        "t": [ticket.number, ours.number], "act": "spam", "once": "a" * 24,
        "block": "on", "reason": "", "stage": "preview",
    }  # fmt: skip
    shown = browser.post("/bulk", form).content.decode()
    assert "open → spam" in shown
    assert "Acme with an active contract" in shown
    browser.post("/bulk", {**form, "stage": "do"})
    assert do_due(timezone.now() + HELD)
    assert (status(ticket), status(ours)) == ("spam", "open")
    assert [one.sender for one in Block.objects.all()] == [SPAMMER]
    back = {"t": [ticket.number], "act": "not_spam", "once": "b" * 24, "stage": "do"}
    assert browser.post("/bulk", back).status_code == 302
    assert do_due(timezone.now() + HELD)
    assert status(ticket) == "open"


def test_a_macro_calls_it_so(world: World, visit: Visit, ticket: Ticket) -> None:
    make_macro(world, deed("spam", reason="Lottery."))
    page = visit(world.ann).get(f"/t/{ticket.number}/macro").content.decode()
    assert "Mark as spam: “Lottery.”" in page


def test_it_is_in_no_report(world: World) -> None:
    now, zone = timezone.now(), ZoneInfo(world.desk.time_zone)
    ticket = world.ask(at=now)
    this = now.astimezone(zone).date().replace(day=1)
    months = (this, bounds(this, zone)[1].date())

    def counted() -> int:
        return sum(clocks_of(world.customer.pk, month, zone, world.ann).count() for month in months)

    assert counted()
    mark_spam(ticket, by=world.by_ann, at=now)
    assert not counted()


@pytest.mark.parametrize(("query", "there"), [("is:spam", True), ("is:open", False)])
def test_the_operator(world: World, visit: Visit, ticket: Ticket, query: str, there: bool) -> None:
    mark_spam(ticket, by=world.by_ann, at=timezone.now())
    page = visit(world.ann).get("/search", {"q": query}).content.decode()
    assert (f'id="t{ticket.number}"' in page) is there


class TestSettings:
    def test_who_is_blocked(self, world: World, visit: Visit, setters: Setters) -> None:
        """By whom, why, how many mails; which the figure leads to."""
        by = Operator(world.lea, timezone.now())
        block(world.desk, "@spam.example", by=by, reason="Lottery.")
        came = world.ask("You won", sender=SPAMMER, at=timezone.now())
        browser = visit(setters.ada)
        page = browser.get(at_desk(world, "blocks")).content.decode()
        for said in ("@spam.example", "Lea", "Lottery.", "1 mail since"):
            assert said in page
        search = re.search(r'href="(/search\?[^"]*)"', page.split('<ul class="rows card">')[1])
        assert search is not None
        found = browser.get(search[1].replace("&amp;", "&")).content.decode()
        assert f"/t/{came.number}" in found

    def test_block_and_let_in_again(self, world: World, visit: Visit, setters: Setters) -> None:
        browser, place = visit(setters.ada), at_desk(world, "blocks")
        assert browser.post(place, {"sender": "nobody", "reason": ""}).status_code == 422
        assert browser.post(place, {"sender": "acme.example", "reason": ""}).status_code == 422
        assert browser.post(place, {"sender": "spam.example", "reason": "x"}).status_code == 302
        made = Block.objects.get()
        assert browser.post(f"{place}/{made.pk}/removal").status_code == 302
        assert not Block.objects.exists()
        history = browser.get(at_desk(world, "history")).content.decode()
        assert "Sender let in again" in history
