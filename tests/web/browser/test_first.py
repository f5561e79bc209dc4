"""We write first, by keyboard alone; what was typed outlives an error and the page; and what it and
the pages of a person and a correction look like."""

from django.utils import timezone
from playwright.sync_api import expect

from prazo.desk.models import Ticket
from prazo.writing.models import Draft, Habit, Template
from tests.web.browser.conftest import Open
from tests.web.browser.test_look import overflow, picture
from tests.web.browser.test_work import ask
from tests.world import World


def test_from_the_letter_n_to_its_undo(world: World, open_as: Open) -> None:
    Habit.objects.filter(user=world.ann).update(undo_seconds=20)
    Template.objects.create(
        desk=world.desk, name="Maintenance", text="Ticket {number}, {requester}.",
        changed_at=timezone.now(),
    )  # fmt: skip
    page = open_as(world.ann)
    page.keyboard.press("n")
    page.get_by_role("link", name="We write first").press("Enter")
    expect(page.get_by_label("To", exact=True)).to_be_focused()
    page.keyboard.type("rita@acme.example")
    page.get_by_label("Subject").press_sequentially("Sunday")
    page.get_by_label("What we write").focus()
    page.keyboard.type("/maint")
    expect(page.locator(".typeahead [role=option]")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(page.get_by_label("What we write")).to_have_value("Ticket {number}, {requester}.")
    page.reload()  # nothing of it is lost
    expect(page.get_by_label("What we write")).to_have_value("Ticket {number}, {requester}.")
    page.get_by_label("Cc").press_sequentially("nobody")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".error").first).to_contain_text("no address")
    page.get_by_label("Cc").fill("")
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/t/*")
    number = Ticket.objects.get().number
    expect(page.locator("[data-held]")).to_contain_text(f"Ticket #{number}, Rita Rey.")
    page.keyboard.press("z")
    expect(page.locator("#compose-reply textarea")).to_have_value(f"Ticket #{number}, Rita Rey.")
    assert Draft.objects.get().pressed_at is None
    page.goto("/new/first")
    expect(page.get_by_label("What we write")).to_have_value("")


def test_the_pages_as_they_look(world: World, open_as: Open) -> None:
    ticket = ask(world)
    narrow = open_as(world.lea, "/new/first", width=360, scheme="dark")
    pages = {
        "write-first": "/new/first",
        "correction": f"/t/{ticket.number}/correction",
        "person-change": f"/people/{world.requester.pk}/change",
    }
    for name, path in pages.items():
        narrow.goto(path)
        picture(narrow, f"{name}-narrow")
        assert not overflow(narrow), path
