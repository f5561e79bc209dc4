"""The palette in a real browser: opened anywhere by Ctrl-K, worked by keys, named to a screen
reader; and the search without scripts."""

from playwright.sync_api import Page, Route, expect

from prazo.desk.models import Ticket
from tests.axe import violations
from tests.web.browser.conftest import Open
from tests.web.browser.test_work import ask
from tests.world import World


def options(page: Page) -> list[str]:
    return page.locator("#palette-list li b").all_inner_texts()


def test_places_tickets_and_people_are_reached_by_a_few_letters(
    world: World, open_as: Open
) -> None:
    ticket = ask(world, "No dial tone")
    Ticket.objects.filter(pk=ticket.pk).update(assignee=world.ann)
    page = open_as(world.ann)
    listed: list[str] = []
    page.on("request", lambda one: listed.append(one.url) if one.url.endswith("/palette") else None)
    page.keyboard.press("Control+k")
    field = page.get_by_role("combobox", name="Where to, or what to do")
    expect(field).to_be_focused()
    expect(page.locator("#palette [role=status]")).to_have_text("12 found")
    assert violations(page, within="#palette") == []
    page.keyboard.type("dltone")
    expect(page.locator("#palette-list li").first).to_contain_text("No dial tone")
    expect(field).to_have_attribute("aria-activedescendant", "palette-0")
    expect(page.get_by_role("option", selected=True)).to_contain_text(f"#{ticket.number}")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/t/{ticket.number}")
    page.keyboard.press("Control+k")
    page.keyboard.type("unassig")
    expect(page.get_by_role("option", selected=True)).to_contain_text("Unassigned")
    page.keyboard.press("Enter")
    page.wait_for_url("**/q/unassigned")
    page.keyboard.press("Control+k")
    page.keyboard.type("rita")
    expect(page.get_by_role("option", selected=True)).to_contain_text("rita@acme.example")
    page.keyboard.press("Escape")
    expect(page.locator("#palette")).to_be_hidden()
    page.keyboard.press("Meta+k")
    expect(page.locator("#palette")).to_be_visible()
    assert len(listed) == 3, "once for each page"


def test_nothing_is_lost_of_what_is_pressed_before_its_script_is_there(
    world: World, open_as: Open
) -> None:
    """It comes when it is first used, over a line that may be slow."""
    ticket = ask(world)
    page = open_as(world.ann, f"/t/{ticket.number}")
    waiting: list[Route] = []
    page.route("**/palette.*.js", lambda route: waiting.append(route))
    page.keyboard.press("Control+k")
    page.keyboard.type("esc")
    page.keyboard.press("Enter")
    expect(page.locator("#palette-input")).to_have_value("esc")
    (route,) = waiting
    route.continue_()
    page.locator("#act form :focus").wait_for()
    expect(page.locator("#palette")).to_be_hidden()


def test_acts_of_the_ticket_at_hand_are_pressed(world: World, open_as: Open) -> None:
    ticket = ask(world)
    page = open_as(world.ann, f"/t/{ticket.number}")
    page.keyboard.press("Control+k")
    page.keyboard.type("take")
    expect(page.get_by_role("option", selected=True)).to_contain_text("Take it")
    page.keyboard.press("Enter")
    expect(page.locator("[data-key=t]")).to_have_count(0)
    assert Ticket.objects.get(pk=ticket.pk).assignee == world.ann
    page.keyboard.press("Control+k")
    page.keyboard.type("escal")
    page.keyboard.press("Enter")
    page.locator("#act form :focus").wait_for()
    page.keyboard.type("It burns")
    page.keyboard.press("Control+k")  # from within a field, too
    expect(page.locator("#palette-input")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#act form :focus")).to_have_value("It burns")

    reader = open_as(world.contact, f"/t/{ticket.number}")
    reader.keyboard.press("Control+k")
    reader.keyboard.type("escalate")
    expect(reader.locator("#palette-list li")).not_to_have_count(0)
    assert "Escalate" not in options(reader)


def test_what_is_nowhere_is_searched_and_the_language_changed(world: World, open_as: Open) -> None:
    ticket = ask(world, "A zebra in the exchange")
    page = open_as(world.ann)
    page.keyboard.press("Control+k")
    page.keyboard.type("zebra exchange is:open")
    page.keyboard.press("ArrowUp")  # round to the last, which searches
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=zebra*")
    expect(page.locator(f"#t{ticket.number}")).to_be_visible()
    expect(page.locator("#search")).to_have_value("zebra exchange is:open")
    page.keyboard.press("j")
    expect(page.locator(f"#a{ticket.number}")).to_be_focused()
    page.keyboard.press("/")
    expect(page.locator("#search")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#search")).not_to_be_focused()
    page.keyboard.press("Control+k")
    page.keyboard.type("portug")
    expect(page.get_by_role("option", selected=True)).to_contain_text("Português")
    page.keyboard.press("Enter")
    expect(page.locator("html")).to_have_attribute("lang", "pt-BR")
    assert page.url.endswith("is%3Aopen")


def test_without_scripts_there_is_the_search(world: World, open_as: Open) -> None:
    ticket = ask(world, "A zebra in the exchange")
    page = open_as(world.ann, script=False)
    expect(page.locator("#palette")).to_be_hidden()
    expect(page.locator("[data-palette]")).to_be_hidden()
    page.locator("#search").fill("zebras priority:none")
    page.locator("#search").press("Enter")
    page.wait_for_url("**/search?*")
    page.locator("#search").fill("zebras customer:acme")
    page.locator("#search").press("Enter")
    expect(page.locator(f"#t{ticket.number}")).to_be_visible()
    expect(page.locator("tr.found mark").first).to_have_count(0)
    page.get_by_role("link", name="Without Customer: Acme").click()
    expect(page.locator("#search")).to_have_value("zebras")
    page.locator("#search").fill("customer:acme")
    page.locator("#search").press("Enter")
    page.get_by_role("button", name="Save as a queue").click()
    expect(page.get_by_role("heading", name="Make a queue")).to_be_visible()
    expect(page.locator("#all_of-0-field")).to_have_value("customer")
