"""A line that breaks, and who stands between: a proxy that answers while the desk starts anew."""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import Page, Route, expect

from prazo.desk.actions.close import close
from tests.web.browser.composer import TEXT, write
from tests.web.browser.conftest import PROXY, Open
from tests.web.browser.test_work import ask, wait_for
from tests.world import World

STREAM = re.compile(r"/live\?")
OPEN = "document.getElementById('live')._htmx?.sse?.reader"
CHANGED = "document.getElementById('live').dispatchEvent(new Event('desk'))"


def stand_between(page: Page, what: str | re.Pattern[str], method: str) -> None:
    """A proxy answers in the desk's place."""

    def answer(route: Route) -> None:
        if route.request.method == method:
            said = "<html><body><h1>502 Bad Gateway</h1></body></html>"
            route.fulfill(status=PROXY, content_type="text/html", body=said)
        else:
            route.continue_()

    page.route(what, answer)


def test_a_proxys_page_takes_no_answers_place(world: World, open_as: Open) -> None:
    ticket = ask(world)
    page = open_as(world.ann, f"/t/{ticket.number}")
    stand_between(page, "**/t/*/**", "POST")
    write(page, "Half an answer")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#offline")).to_be_visible()
    expect(page.locator(TEXT)).to_have_value("Half an answer")
    page.locator("#head").get_by_role("button", name="Take it").click()
    expect(page.locator("#offline")).to_be_visible()
    expect(page.get_by_text("Bad Gateway")).to_have_count(0)


@pytest.mark.parametrize("path", ["/", "/board"])
def test_nor_that_of_what_is_shown(world: World, open_as: Open, path: str) -> None:
    """A refresh that failed is made up for, though nothing else happens."""
    ticket = ask(world, "URGENT One that stays")  # due within the hour, whatever the hour
    page = open_as(world.ann, path)
    expect(page.locator("main")).to_contain_text(str(ticket.number))
    wait_for(page, lambda: bool(page.evaluate(f"!!{OPEN}")))
    shown = page.locator("#queue, #board")
    stand_between(page, re.compile(rf"[0-9]{path}(\?.*)?$"), "GET")
    page.evaluate(CHANGED)
    page.wait_for_timeout(500)
    expect(shown).to_contain_text(str(ticket.number))
    close(ticket, by=world.by_bob, at=timezone.now(), reason="Gone.")
    page.wait_for_timeout(1500)
    page.unroute_all()
    expect(shown).not_to_contain_text(f"#{ticket.number}")
    expect(page.locator("#offline")).to_be_hidden()


@pytest.mark.parametrize("fails", ["proxy", "line"])
def test_a_stream_that_did_not_begin_begins_later(world: World, open_as: Open, fails: str) -> None:
    page = open_as(world.ann, "/me")
    if fails == "proxy":
        stand_between(page, STREAM, "GET")
    else:
        page.route(STREAM, lambda route: route.abort())
    page.goto("/")
    expect(page.locator("#offline")).to_be_visible()
    page.unroute_all()
    expect(page.locator("#offline")).to_be_hidden()
    ticket = ask(world, "All lines are down")
    expect(page.locator(f"#t{ticket.number}")).to_be_visible()


def test_it_is_back_as_soon_as_the_line_is(world: World, open_as: Open) -> None:
    page = open_as(world.ann)
    page.wait_for_timeout(500)
    tried: list[Route] = []
    page.route(STREAM, lambda route: (tried.append(route), route.abort()))
    page.evaluate(f"{OPEN}.cancel()")
    wait_for(page, lambda: len(tried) > 3)  # the next pause is 8 s
    page.unroute_all()
    ticket = ask(world, "All lines are down")
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator(f"#t{ticket.number}")).to_be_visible(timeout=6000)
    expect(page.locator("#offline")).to_be_hidden()


def test_who_signed_out_meanwhile_is_not_told_of_a_line(world: World, open_as: Open) -> None:
    page = open_as(world.ann)
    page.wait_for_timeout(500)
    page.route(STREAM, lambda route: route.abort())
    page.evaluate(f"{OPEN}.cancel()")
    page.context.clear_cookies()
    page.unroute_all()
    page.wait_for_url("**/sign-in?next=/")


def test_a_line_that_is_silent_is_opened_anew(world: World, open_as: Open) -> None:
    """As after a sleep: nothing broke, and nothing comes."""
    page = open_as(world.ann, "/me")
    page.clock.install()
    page.goto("/")
    page.wait_for_timeout(500)
    with page.expect_request(STREAM):
        page.clock.run_for(60_000)
