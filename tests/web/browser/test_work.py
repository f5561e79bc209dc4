"""An agent's work in a real browser: signing in, the live queue, every act by keyboard."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import Page, Route, expect

from prazo.accounts.models import Member, User
from prazo.desk.actions.assign import assign
from prazo.desk.actions.note import note
from prazo.desk.actions.resolve import resolve
from prazo.desk.actions.tag import tag
from prazo.desk.models import Message, Ticket
from prazo.escalation.actions.escalate import escalate
from tests.pace import patient
from tests.web.browser.conftest import Open, signed_in
from tests.world import World


def ask(world: World, subject: str = "No dial tone", **more: object) -> Ticket:
    return world.ask(subject, at=timezone.now() - timedelta(minutes=5), **more)


def again(ticket: Ticket) -> Ticket:
    return Ticket.objects.get(pk=ticket.pk)


def act(page: Page, key: str) -> None:
    """Press the key of an act, and wait for its form to have the caret."""
    page.locator("#act form").wait_for(state="detached")
    page.keyboard.press(key)
    page.locator("#act form :focus").wait_for()


def send(page: Page) -> None:
    """Send what the caret is in, as hands on a keyboard do."""
    page.keyboard.press("Control+Enter")
    page.locator("#act form").wait_for(state="detached")


def hold_streams(page: Page) -> list[Route]:
    """From now on a page's stream opens when the test lets it: `held[0].continue_()`."""
    held: list[Route] = []
    page.route(re.compile(r"/live\?"), lambda route: held.append(route))
    return held


def wait_for(page: Page, so: Callable[[], bool]) -> None:
    """Until it is so of what the browser told; 15 seconds at most."""
    for _ in range(300):
        if so():
            return
        page.wait_for_timeout(50)
    raise AssertionError("it is still not so")


class TestQueue:
    def test_a_new_ticket_appears_by_itself(self, world: World, open_as: Open) -> None:
        page = open_as(world.ann)
        expect(page.get_by_text("Nothing here.")).to_be_visible()
        ticket = ask(world, "URGENT all lines are down")
        expect(page.locator(f"#t{ticket.number}")).to_contain_text("all lines are down")
        expect(page.locator("#rail-list a[aria-current] .num")).to_have_text("1")

    def test_a_strangers_ticket_does_not(self, world: World, open_as: Open) -> None:
        """AC05."""
        page = open_as(world.stranger)
        page.wait_for_timeout(2000)  # a stream that has just begun asks once for what it missed
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        ask(world)
        page.wait_for_timeout(1500)
        assert not [url for url in asked if url.endswith("/")]

    def test_rows_are_walked_and_opened_by_keys(self, world: World, open_as: Open) -> None:
        first, second = ask(world, "URGENT one"), ask(world, "two")
        page = open_as(world.ann)
        page.keyboard.press("j")
        expect(page.locator(f"#a{first.number}")).to_be_focused()
        page.keyboard.press("j")
        page.keyboard.press("j")
        expect(page.locator(f"#a{second.number}")).to_be_focused()
        page.keyboard.press("k")
        page.keyboard.press("Enter")
        page.wait_for_url(f"**/t/{first.number}")
        page.keyboard.press("q")
        page.wait_for_url(re.compile(r"/$"))
        page.keyboard.press("/")
        expect(page.locator("#search")).to_be_focused()
        page.keyboard.type(f"#{second.number}")
        page.keyboard.press("Enter")
        page.wait_for_url(f"**/t/{second.number}")

    def test_a_live_refresh_keeps_the_caret(self, world: World, open_as: Open) -> None:
        first = ask(world, "one")
        page = open_as(world.ann)
        page.keyboard.press("j")
        page.wait_for_timeout(300)
        other = ask(world, "URGENT another")
        expect(page.locator(f"#t{other.number}")).to_be_visible()
        expect(page.locator(f"#a{first.number}")).to_be_focused()


class TestWhatAPageMissed:
    """A colleague acts after a page was drawn and before it listens."""

    @pytest.mark.parametrize("path", ["/t/{0.number}", "/"])
    def test_is_caught_up_with(self, world: World, open_as: Open, path: str) -> None:
        ticket = ask(world)
        page = open_as(world.ann, "/me")
        held = hold_streams(page)
        page.goto(path.format(ticket))
        wait_for(page, lambda: bool(held))
        escalate(ticket, by=world.by_bob, at=timezone.now(), reason="It is the core.")
        shown = page.locator(f"#t{ticket.number}, #head")
        expect(shown).not_to_contain_text("escalated")
        held[0].continue_()
        expect(shown).to_contain_text("escalated")

    def test_and_nothing_in_hand_is_lost(self, world: World, open_as: Open) -> None:
        """What is open stays open, the caret stays, and so does what was typed."""
        ticket = ask(world, text="It rang.\n\n> Did it ring?\n> Yes.")
        page = open_as(world.ann, "/me")
        held = hold_streams(page)
        page.goto(f"/t/{ticket.number}")
        wait_for(page, lambda: bool(held))
        page.locator("#talk .msg.message details summary").click()
        page.locator("#compose-reply textarea").fill("Half a")
        page.locator("details.more summary").focus()
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        chosen = page.locator("details.more a").first
        expect(chosen).to_be_focused()
        note(ticket, by=world.by_bob, at=timezone.now(), text="Bob was here.")
        held[0].continue_()
        expect(page.locator("#talk")).to_contain_text("Bob was here.")
        expect(page.locator("details.more")).to_have_attribute("open", "")
        expect(page.locator("#talk .msg.message details")).to_have_attribute("open", "")
        expect(chosen).to_be_focused()
        expect(page.locator("#compose-reply textarea")).to_have_value("Half a")


class TestStream:
    def test_it_begins_however_late_its_script_comes(self, world: World, open_as: Open) -> None:
        page = open_as(world.ann, "/me")
        late = re.compile(r"hx-sse")
        page.route(late, lambda route: (page.wait_for_timeout(700), route.continue_()))
        page.goto("/")
        ticket = ask(world, "All lines are down")
        expect(page.locator(f"#t{ticket.number}")).to_contain_text("All lines are down")

    def test_it_ends_with_the_session(self, world: World, open_as: Open) -> None:
        """AC06: within five seconds of signing out elsewhere in the same browser."""
        page = open_as(world.ann)
        page.wait_for_timeout(500)
        other = page.context.new_page()
        other.goto("/me")
        other.get_by_role("button", name="Sign out").last.click()
        page.wait_for_url("**/sign-in?next=/", timeout=patient(5500))

    def test_it_ends_with_the_role(self, world: World, open_as: Open) -> None:
        page = open_as(world.ann)
        page.wait_for_timeout(500)
        Member.objects.filter(user=world.ann).delete()
        with page.expect_navigation(timeout=patient(5500)):
            pass

    def test_losing_the_connection_is_said(self, world: World, open_as: Open) -> None:
        page = open_as(world.ann)
        page.wait_for_timeout(500)
        page.context.set_offline(True)
        expect(page.locator("#offline")).to_be_visible()
        page.context.set_offline(False)
        expect(page.locator("#offline")).to_be_hidden()


class TestActsByKeyboard:
    """A whole day of them is in `test_day.py`."""

    def test_the_acts_behind_more(self, world: World, open_as: Open) -> None:
        case = ask(world, "The first one")
        ticket = ask(world, "The same again")
        page = open_as(world.ann, f"/t/{ticket.number}")
        keys = page.keyboard

        act(page, "x")  # say what caused it
        keys.type("Their network")
        keys.press("Tab")
        keys.type("A trace.")
        send(page)
        expect(page.locator("#side")).to_contain_text("excluded: Their network")

        keys.press("m")
        focused = page.locator(".menu-list a:focus")
        expect(focused).to_contain_text("Apply a macro")
        keys.press("ArrowUp")
        expect(focused).to_contain_text("Close without a solution")
        keys.press("Escape")
        expect(page.locator(".menu-list")).to_be_hidden()
        expect(page.locator("summary:focus")).to_have_text("More m")
        keys.press("m")
        for _step in range(10):
            if "Merge into" in focused.inner_text():
                break
            keys.press("ArrowDown")
        expect(focused).to_contain_text("Merge into")
        keys.press("Enter")
        page.locator("#act input[name=into]:focus").wait_for()
        keys.type(str(case.number))
        keys.press("Enter")
        expect(page.locator("#act .facts")).to_contain_text("The first one")
        keys.press("Enter")
        page.wait_for_url(f"**/t/{case.number}")
        assert again(ticket).merged_into == case

    def test_escape_leaves_an_act_and_its_key_comes_back(self, world: World, open_as: Open) -> None:
        ticket = ask(world)
        page = open_as(world.ann, f"/t/{ticket.number}")
        act(page, "r")
        page.keyboard.press("Escape")
        expect(page.locator("#act form")).to_have_count(0)
        act(page, "e")

    def test_the_second_to_take_it_is_warned_and_marks_are_seen_to(
        self, world: World, open_as: Open
    ) -> None:
        """R04, before the page has heard of the first."""
        ticket = ask(world)
        Ticket.objects.filter(pk=ticket.pk).update(marks=["other_address", "held"])
        page = open_as(world.ann)
        hold_streams(page)
        page.goto(page.url.rstrip("/") + f"/t/{ticket.number}")
        assign(ticket, by=world.by_bob, at=timezone.now(), to=world.bob)
        act(page, "t")
        expect(page.locator("#act .error")).to_contain_text("Bob took it just now.")
        send(page)
        assert again(ticket).assignee == world.ann
        for left in (1, 0):
            page.keyboard.press("!")
            expect(page.locator(".mark-card")).to_have_count(left)
        assert again(ticket).marks == []

    def test_its_number_title_and_link_are_copied(self, world: World, open_as: Open) -> None:
        ticket = ask(world, "No dial tone")
        page = open_as(world.ann, f"/t/{ticket.number}")
        page.context.grant_permissions(["clipboard-read"])
        address = page.url
        for text in (f"#{ticket.number}", "No dial tone", address):
            page.keyboard.press(".")
            expect(page.locator("#said.toast")).to_have_text(f"Copied: {text}")
            assert page.evaluate("navigator.clipboard.readText()") == text
        assert page.url == address

    def test_the_sheet_of_keys(self, world: World, open_as: Open) -> None:
        page = open_as(world.ann)
        page.keyboard.press("?")
        expect(page.locator("#keys")).to_be_visible()
        page.keyboard.press("Escape")
        expect(page.locator("#keys")).to_be_hidden()


class TestNothingIsLost:
    def test_a_refusal_keeps_what_was_typed(self, world: World, open_as: Open) -> None:
        ticket = ask(world)
        page = open_as(world.ann, f"/t/{ticket.number}")
        page.keyboard.press("c")
        page.locator("[name=agreed]").fill("A long sentence.")
        page.keyboard.press("Control+Enter")
        expect(page.get_by_text("Write down what the customer said.")).to_be_visible()
        expect(page.locator("[name=agreed]")).to_have_value("A long sentence.")

    def test_a_conflict_keeps_it_too(self, world: World, open_as: Open) -> None:
        ticket = ask(world)
        page = open_as(world.ann, f"/t/{ticket.number}")
        act(page, "r")
        page.keyboard.type("My own summary.")
        resolve(ticket, by=world.by_bob, at=timezone.now(), summary="Bob was faster.")
        expect(page.locator("#talk")).to_contain_text("Bob was faster.")
        page.keyboard.press("Control+Enter")
        expect(page.locator("#act [role=alert]")).to_contain_text("Bob wrote while you did")
        page.locator("#act [name=summary]").press("Control+Enter")
        expect(page.get_by_text("is resolved already")).to_be_visible()
        expect(page.locator("#act [name=summary]")).to_have_value("My own summary.")

    def test_words_of_an_act_outlive_the_session_and_nobody_else_sees_them(
        self, world: World, open_as: Open, address: str
    ) -> None:
        """Until they were sent, or their writer signs out."""
        ticket = ask(world)
        page = open_as(world.ann, f"/t/{ticket.number}")
        asked: list[str] = []
        page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))

        def come_in(user: User, path: str) -> None:
            page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
            page.context.add_cookies([{**signed_in(user), "url": address}])  # type: ignore[typeddict-item]
            page.goto(path)

        def kept() -> list[str]:
            names: list[str] = page.evaluate("Object.keys(localStorage)")
            return [name for name in names if name.startswith("prazo-kept")]

        act(page, "r")
        page.keyboard.type("My own summary.")
        page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
        page.keyboard.press("Control+Enter")
        page.wait_for_url(f"**/sign-in?next=/t/{ticket.number}&ended=1")
        expect(page.get_by_role("status")).to_contain_text("What you were writing is kept")
        assert asked == ["beforeunload"]
        come_in(world.ann, f"/t/{ticket.number}")
        act(page, "r")
        expect(page.locator("#act [name=summary]")).to_have_value("My own summary.")
        expect(page.locator("#act")).to_contain_text("brought back from this browser")
        send(page)
        expect(page.locator("#head")).to_contain_text("resolved")
        assert kept() == []

        page.goto("/new")
        page.locator("[name=text]").fill("She said so.")
        page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
        page.locator("[name=text]").press("Control+Enter")
        page.wait_for_url(re.compile("/sign-in"))
        assert len(kept()) == 1
        come_in(world.ann, "/new")
        expect(page.locator("[name=text]")).to_have_value("She said so.")
        page.get_by_role("button", name="Sign out").click()
        page.wait_for_url("**/sign-in")
        assert page.evaluate("localStorage.length") == 0

        come_in(world.ann, f"/t/{ticket.number}")
        page.locator("[name=said]").evaluate(
            "el => { el.value = 'Mine.'; el.dispatchEvent(new Event('input', { bubbles: true })); }"
        )
        assert len(kept()) == 1
        come_in(world.bob, f"/t/{ticket.number}")
        expect(page.locator("[name=said]")).to_have_value("")
        assert kept() == []

    def test_a_button_beside_a_form_that_is_open_leaves_it(
        self, world: World, open_as: Open
    ) -> None:
        """A tag is taken off; what is refused stands in its place. Days and ticks are kept too."""
        ticket = ask(world)
        tag(ticket, add=["phone", "old"], remove=[], by=world.by_ann, at=timezone.now())
        page = open_as(world.ann, f"/t/{ticket.number}")
        page.locator("#main").focus()
        page.keyboard.press("R")
        page.locator("#act input[value=date]").check()
        page.locator("#act [name=day]").fill("2030-03-01")
        page.locator("#act [name=hides]").check()
        page.locator(".tag-list button").first.press("Enter")
        expect(page.locator(".tag-list button")).to_have_count(1)
        expect(page.locator("#act [name=day]")).to_have_value("2030-03-01")
        expect(page.locator("#main")).to_be_focused()
        page.reload()
        page.keyboard.press("R")
        expect(page.locator("#act [name=day]")).to_have_value("2030-03-01")
        expect(page.locator("#act input[value=date]")).to_be_checked()
        expect(page.locator("#act [name=hides]")).to_be_checked()
        page.locator(".tag-list button").evaluate("el => el.value = '!'")
        page.locator(".tag-list button").click()
        expect(page.locator("#act [role=alert], #act .wrong")).to_have_count(1)
        expect(page.locator("#act [name=day]")).to_have_count(0)

    def test_an_act_leaves_a_half_written_answer_alone(self, world: World, open_as: Open) -> None:
        ticket = ask(world)
        page = open_as(world.ann, f"/t/{ticket.number}")
        page.keyboard.press("a")
        page.keyboard.type("Half a")
        page.keyboard.press("Escape")
        act(page, "e")
        page.keyboard.type("It is the core.")
        send(page)
        expect(page.locator("#compose-reply textarea")).to_have_value("Half a")


def test_without_scripts_all_of_it_works(world: World, open_as: Open) -> None:
    ticket = ask(world)
    page = open_as(world.ann, script=False)
    page.locator(f"#a{ticket.number}").click()
    page.get_by_role("button", name="Take it").click()
    page.get_by_role("link", name="Resolve", exact=True).click()
    page.get_by_role("button", name="Resolve", exact=True).click()
    expect(page.get_by_text("Say what was done")).to_be_visible()
    page.locator("[name=summary]").fill("Replaced.")
    page.get_by_role("button", name="Resolve", exact=True).click()
    expect(page.locator("#head")).to_contain_text("resolved")
    page.locator("[for=tab-note]").click()
    page.locator("#compose-note textarea").fill("Well done.")
    page.get_by_role("button", name="Note it").click()
    expect(page.locator(".msg.note")).to_contain_text("Well done.")
    assert again(ticket).messages.filter(kind=Message.Kind.SUMMARY).exists()
