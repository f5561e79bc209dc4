"""What a screen reader hears of acts that others see."""

from playwright.sync_api import expect

from prazo.accounts.models import User
from tests.routing.office import holder
from tests.web.browser.composer import send_and_hold
from tests.web.browser.conftest import Open
from tests.web.browser.test_board import card, promised
from tests.web.browser.test_work import ask
from tests.web.conftest import undoable
from tests.world import World


def test_to_whom_a_promise_is_given(world: World, open_as: Open) -> None:
    named = world.lea
    User.objects.filter(pk=named.pk).update(name="Inês Prado")
    ticket = promised(world, "All lines are down", 50)
    page = open_as(world.ann, "/board")
    page.keyboard.press("j")
    expect(card(page, ticket)).to_be_focused()
    page.keyboard.press("r")
    expect(page.locator("#whom")).to_be_focused()
    page.keyboard.type("ines")  # as on a keyboard without such signs
    expect(page.locator("#give [role=status]")).to_have_text("Inês Prado")
    page.keyboard.press("Enter")
    expect(page.locator("#give")).to_be_hidden()
    assert holder(ticket) == named
    expect(page.locator("#said")).to_have_text(f"Assigned. #{ticket.number}, Inês Prado")
    expect(card(page, ticket)).to_be_focused()


def test_how_many_are_chosen(world: World, open_as: Open) -> None:
    ask(world, "One")
    ask(world, "Another")
    page = open_as(world.ann)
    said = page.locator("#said")
    expect(said).to_be_empty()
    for told in ("1 ticket chosen", "2 tickets chosen"):
        page.keyboard.press("j")
        page.keyboard.press("x")
        expect(said).to_have_text(told)
    page.keyboard.press("x")
    expect(said).to_have_text("1 ticket chosen")


def test_seconds_that_pass_are_not_read_out(world: World, open_as: Open) -> None:
    undoable(world.ann)
    ticket = ask(world)
    page = open_as(world.ann, f"/t/{ticket.number}")
    send_and_hold(page, "Too soon")
    page.keyboard.press("q")
    told = page.locator("#undo [role=status]")
    expect(told).to_have_text(f"#{ticket.number} Your answer goes out.")
    expect(page.locator("#undo [data-left]")).to_have_attribute("aria-hidden", "true")
    expect(page.locator("#undo[role=status]")).to_have_count(0)
