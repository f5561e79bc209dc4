"""The bell, the list, mentions and following in a real browser."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import APIResponse, Page, Route, expect

from prazo.desk.actions.assign import assign
from prazo.desk.actions.note import note
from prazo.desk.models import Note, Ticket
from prazo.notices.actions.tell import tell
from prazo.notices.models import Follower, Notice
from tests.axe import violations
from tests.notices.storm import storm
from tests.web.browser.conftest import Open
from tests.web.browser.test_look import picture
from tests.web.browser.test_work import wait_for
from tests.world import World


def ask(world: World, subject: str = "No dial tone") -> Ticket:
    return world.ask(subject, at=timezone.now() - timedelta(minutes=5))


def give(world: World, ticket: Ticket) -> None:
    assign(ticket, by=world.by_lea, at=timezone.now(), to=world.ann)
    tell(timezone.now())


def figure(page: Page, says: str) -> None:
    expect(page.locator("#bell .num")).to_have_text(says)


class TestBell:
    def test_it_rings_on_every_open_page(self, world: World, open_as: Open) -> None:
        first, second = ask(world, "one"), ask(world, "two")
        queue = open_as(world.ann)
        elsewhere = open_as(world.ann, f"/t/{second.number}")
        stranger = open_as(world.stranger)
        expect(queue.locator("#bell .num")).to_be_hidden()
        queue.wait_for_timeout(1000)
        give(world, first)
        for page in (queue, elsewhere):
            figure(page, "1")
            expect(page).to_have_title(re.compile(r"^\(1\) "))
            expect(page.get_by_role("link", name="My notices, unread: 1")).to_be_visible()
        expect(stranger.locator("#bell .num")).to_be_hidden()
        elsewhere.goto(f"/t/{first.number}")
        expect(elsewhere.locator("#bell .num")).to_be_hidden()
        expect(queue.locator("#bell .num")).to_be_hidden()
        expect(queue).to_have_title(re.compile(r"^Due next"))

    def test_what_is_told_of_the_ticket_one_looks_at_is_read(
        self, world: World, open_as: Open
    ) -> None:
        ticket = ask(world)
        give(world, ticket)
        page = open_as(world.ann, f"/t/{ticket.number}")
        page.wait_for_timeout(1000)
        note(ticket, by=world.by_bob, at=timezone.now(), text="Look here")
        tell(timezone.now())
        expect(page.locator("#talk")).to_contain_text("Look here")
        page.wait_for_timeout(1500)
        expect(page.locator("#bell .num")).to_be_hidden()
        assert not Notice.objects.filter(user=world.ann, seen_at=None).exists()

    def test_what_it_said_is_not_unsaid_by_an_answer_on_its_way(
        self, world: World, open_as: Open
    ) -> None:
        """The list is asked for, the bell rings, and the list arrives with the older figure."""
        ticket = ask(world)
        page = open_as(world.ann)
        page.wait_for_timeout(2500)  # what it may have missed was asked for
        answered: list[tuple[Route, APIResponse]] = []

        def hold(route: Route) -> None:
            answered.append((route, route.fetch()))

        page.route(lambda url: url.endswith("/"), hold)
        note(ticket, by=world.by_bob, at=timezone.now(), text="Look here")
        wait_for(page, lambda: bool(answered))
        give(world, ticket)
        figure(page, "2")
        route, answer = answered[0]
        assert 'id="bell"' in answer.text() and "unread: 2" not in answer.text()
        with page.expect_response(lambda said: said.url.endswith("/")):
            route.fulfill(response=answer)
        page.wait_for_timeout(300)
        figure(page, "2")
        expect(page).to_have_title(re.compile(r"^\(2\) "))

    def test_keys(self, world: World, open_as: Open) -> None:
        ticket = ask(world)
        give(world, ticket)
        page = open_as(world.ann)
        page.keyboard.press("b")
        page.wait_for_url("**/notices")
        page.keyboard.press("j")
        expect(page.get_by_role("link", name="unread: No dial tone")).to_be_focused()
        page.keyboard.press("Enter")
        page.wait_for_url(f"**/t/{ticket.number}")
        page.keyboard.press("b")
        page.wait_for_url("**/notices")
        expect(page.get_by_role("button", name="Mark all read")).to_have_count(0)


def test_the_list_fills_by_itself_and_is_read_at_once(world: World, open_as: Open) -> None:
    first, second = ask(world, "one"), ask(world, "two")
    page = open_as(world.ann, "/notices")
    expect(page.get_by_text("Nothing was told to you yet.")).to_be_visible()
    page.wait_for_timeout(500)
    give(world, first)
    expect(page.locator(".told li.new")).to_have_count(1)
    give(world, second)
    expect(page.locator(".told li.new")).to_have_count(2)
    page.get_by_role("button", name="Mark read: two").click()
    expect(page.locator(".told li.new")).to_have_count(1)
    page.keyboard.press("x")
    expect(page.locator(".told li.new")).to_have_count(0)
    expect(page.locator(".told li")).to_have_count(2)
    expect(page.locator("#bell .num")).to_be_hidden()


class TestMention:
    def test_offered_by_keys(self, world: World, open_as: Open) -> None:
        ticket = ask(world)
        page = open_as(world.ann, f"/t/{ticket.number}")
        page.keyboard.press("i")
        page.keyboard.type("Look, @")
        options = page.get_by_role("option")
        people = ("Bob bob@", "Contact contact@", "Lea lea@")
        expect(options).to_have_text([f"{one}desk.example" for one in people])
        page.keyboard.press("ArrowDown")
        page.keyboard.press("ArrowUp")
        page.keyboard.type("l")
        expect(options).to_have_text(["Lea lea@desk.example"])
        page.keyboard.press("Enter")
        area = page.get_by_label("Internal note", exact=True).and_(page.locator("textarea"))
        expect(area).to_have_value("Look, @Lea ")
        page.keyboard.type("and @bo")
        expect(options).to_have_count(1)
        page.keyboard.press("Escape")
        expect(options).to_have_count(0)
        expect(area).to_be_focused()
        page.keyboard.type("b, mail x@desk.example")
        expect(options).to_have_count(0)
        page.keyboard.press("Control+Enter")
        expect(page.locator("#talk")).to_contain_text("Look, @Lea and @bob")
        tell(timezone.now())
        expect(page.locator("#side .followers")).to_contain_text("Bob, Lea")
        followers = Follower.objects.order_by("user__name").values_list("user__name", flat=True)
        assert list(followers) == ["Bob", "Lea"]

    def test_by_pointer(self, world: World, open_as: Open) -> None:
        ticket = ask(world)
        page = open_as(world.ann, f"/t/{ticket.number}")
        page.keyboard.press("i")
        page.keyboard.type("@")
        page.get_by_role("option", name="Bob").click()
        expect(page.locator("textarea:focus")).to_have_value("@Bob ")

    def test_without_scripts(self, world: World, open_as: Open) -> None:
        ticket = ask(world)
        page = open_as(world.ann, f"/t/{ticket.number}/note", script=False)
        page.locator("#compose-note textarea, form[action$='/note'] textarea").first.fill("@bob?")
        page.get_by_role("button", name="Note it").click()
        assert Note.objects.get().text == "@bob?"
        tell(timezone.now())
        bob = open_as(world.bob, "/notices", script=False)
        expect(bob.get_by_text("Ann mentions you")).to_be_visible()
        bob.get_by_role("button", name="Mark all read").click()
        expect(bob.locator(".told li.new")).to_have_count(0)


def test_following_by_its_key(world: World, open_as: Open) -> None:
    ticket = ask(world)
    page = open_as(world.bob, f"/t/{ticket.number}")
    page.keyboard.press("f")
    expect(page.locator("#side .followers p")).to_have_text("Bob")
    page.keyboard.press("f")
    expect(page.locator("#side .followers p")).to_have_text("Nobody follows this ticket.")


@pytest.mark.parametrize(
    ("width", "scheme"), [pytest.param(1280, "dark", marks=pytest.mark.slow), (360, "light")]
)
def test_the_look(world: World, open_as: Open, width: int, scheme: str) -> None:
    """axe finds nothing serious, and nothing sticks out at 360 px."""
    storm(world, 12, timezone.now())
    tell(timezone.now())
    ticket = ask(world, "A subject that is as long as subjects of real customers tend to be, alas")
    note(ticket, by=world.by_bob, at=timezone.now(), text="@ann look")
    tell(timezone.now())
    (line,) = Notice.objects.filter(user=world.ann, ticket=None)
    page = open_as(world.ann, "/notices", width=width, scheme=scheme)
    pages = {
        "list": "/notices",
        "storm": f"/notices/{line.pk}",
        "choices": "/me/notices",
        "mention": f"/t/{ticket.number}",
    }
    for name, path in pages.items():
        page.goto(path)
        if name == "mention":
            page.keyboard.press("i")
            page.keyboard.type("@")
            expect(page.get_by_role("listbox")).to_be_visible()
        picture(page, f"notices-{name}-{width}-{scheme}")
        assert violations(page) == [], path
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, path
