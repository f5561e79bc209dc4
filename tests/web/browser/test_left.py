"""Forms that are left half filled, and those that were sent."""

import re

from playwright.sync_api import Dialog, Page, expect

from prazo.customers.models import Requester
from prazo.desk.models import SavedQueue
from tests.web.browser.conftest import Open
from tests.world import World


def asked_of(page: Page) -> list[str]:
    asked: list[str] = []

    def answer(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", answer)
    return asked


def test_a_row_that_is_added_has_the_caret(world: World, open_as: Open) -> None:
    page = open_as(world.ann, "/queues/new")
    page.get_by_role("button", name="Add a condition : All of these").press("Enter")
    expect(page.locator("#all_of-1-field")).to_be_focused()
    page.get_by_role("button", name="Add a condition : And one of these").press("Enter")
    expect(page.locator("#any_of-0-field")).to_be_focused()
    page.goto("/macros/new")
    page.get_by_role("button", name="Add a step").press("Enter")
    expect(page.locator("#deed-1-do")).to_be_focused()


def test_what_is_built_is_asked_about_before_a_key_leads_away(world: World, open_as: Open) -> None:
    page = open_as(world.ann, "/queues/new")
    asked = asked_of(page)
    page.keyboard.type("Urgent ones")
    page.wait_for_timeout(800)  # drawn anew
    page.keyboard.press("Escape")
    page.keyboard.press("d")
    page.wait_for_timeout(500)
    assert asked == ["beforeunload"]
    expect(page.locator("#queue_name")).to_have_value("Urgent ones")
    page.locator("#queue_name").press("Control+Enter")
    page.wait_for_url("**/q/s/*")
    assert len(asked) == 1 and SavedQueue.objects.get().name == "Urgent ones"
    page.goto("/queues/new")
    page.keyboard.type("Another")
    page.get_by_role("link", name="Leave it").click()
    page.wait_for_url("**/queues")
    assert len(asked) == 1


def test_a_template_half_written_is_kept_and_one_that_was_sent_is_not(
    world: World, open_as: Open
) -> None:
    page = open_as(world.ann, "/templates")
    page.on("dialog", lambda dialog: dialog.accept())
    page.locator("main [name=name]").fill("Hello")
    page.locator("main [name=text]").fill("Hello {requester}")
    page.locator("main [name=text]").press("Escape")
    page.keyboard.press("d")
    page.wait_for_url("**/board")
    page.goto("/templates")
    expect(page.locator("main [name=text]")).to_have_value("Hello {requester}")
    page.get_by_role("button", name="Make it").click()
    expect(page.locator("main")).to_contain_text("not used yet")
    page.goto("/templates")
    expect(page.locator("main [name=text]")).to_have_value("")


def test_a_person_who_was_made_is_not_proposed_again(world: World, open_as: Open) -> None:
    page = open_as(world.lea, "/people/new")
    page.locator("main [name=name]").fill("Zoe")
    page.locator("main [name=addresses]").fill("zoe")
    page.locator("main .btn.go").click()
    expect(page.locator("main .wrong")).to_be_visible()  # refused, it stays
    page.goto("/people/new")
    expect(page.locator("main [name=name]")).to_have_value("Zoe")
    page.locator("main [name=addresses]").fill("zoe@acme.example")
    page.locator("main .btn.go").click()
    page.wait_for_url(re.compile(r"/people/\d+"))
    assert Requester.objects.filter(name="Zoe").exists()
    page.goto("/people/new")
    expect(page.locator("main [name=name]")).to_have_value("")
