"""Queues in a real browser: built while their tickets show, tickets chosen and acted on by keys."""

import re
from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import expect

from prazo.desk.bulks import HELD
from prazo.desk.models import SavedQueue, Ticket
from prazo.web.orders import Place
from prazo.web.views.bulk.doing import do_due
from tests.web.browser.conftest import Open
from tests.web.browser.test_work import ask
from tests.world import World


def test_a_queue_is_built_and_its_tickets_show_while_it_is(world: World, open_as: Open) -> None:
    urgent, other = ask(world, "URGENT all lines are down"), ask(world, "A question")
    page = open_as(world.ann, "/queues/new")
    preview = page.locator(".preview")
    expect(preview.locator("tbody tr")).to_have_count(2)
    page.keyboard.type("Urgent ones")  # the name has the caret
    page.locator("#all_of-0-field").select_option("subject")
    page.locator("#all_of-0-values").focus()
    page.wait_for_timeout(800)  # nothing is asked for any more but by what is typed now
    page.keyboard.type("lines", delay=30)  # and no more: `fill` would also say that it is done
    expect(preview.locator("tbody tr")).to_have_count(1)
    expect(preview).to_contain_text("all lines are down")
    expect(page.locator("#all_of-0-values")).to_be_focused()
    page.locator("#any_of").get_by_role("button", name="Add a condition").click()
    page.locator("#any_of-0-field").select_option("escalated")
    page.locator("#any_of-0-op").select_option("is_not")
    expect(preview.locator("tbody tr")).to_have_count(1)
    page.locator("#queue_name").press("Control+Enter")
    page.wait_for_url("**/q/s/*")
    expect(page.get_by_role("heading", name="Urgent ones")).to_be_visible()
    expect(page.locator(f"#t{urgent.number}")).to_be_visible()
    expect(page.locator(f"#t{other.number}")).to_have_count(0)
    expect(page.locator("#rail-list a[aria-current]")).to_contain_text("Urgent ones")
    kept = SavedQueue.objects.get()
    assert kept.conditions["any_of"] == [{"field": "escalated", "op": "is_not", "values": []}]


def test_tickets_are_chosen_acted_on_and_the_act_taken_back_by_keys(
    world: World, open_as: Open
) -> None:
    first, second, third = ask(world, "URGENT one"), ask(world, "two"), ask(world, "three")
    page = open_as(world.ann)
    keys = page.keyboard
    keys.press("j")
    keys.press("x")
    keys.press("j")
    keys.press("x")
    expect(page.locator("#bulk")).to_contain_text("2 tickets chosen")
    ask(world, "another")  # the queue refreshes itself, and what was chosen stays so
    expect(page.locator(".queue tbody tr")).to_have_count(4)
    expect(page.locator(".c-pick input:checked")).to_have_count(3 - 1)
    keys.press("i")
    page.wait_for_url("**/bulk")
    keys.type("Both look alike.")
    keys.press("Control+Enter")
    expect(page.get_by_text("would be done")).to_have_count(2)
    keys.press("Control+Enter")
    page.wait_for_url("**/bulk/*")
    page.get_by_role("link", name="Back to the queue").click()
    expect(page.locator("#bulks")).to_contain_text("2 tickets, not done yet")
    expect(page.locator(".c-pick input:checked")).to_have_count(0)  # something was done with them
    keys.press("z")
    expect(page.locator("#bulks")).to_have_text(re.compile(r"\s*Taken back: nothing was done\.\s*"))
    assert not do_due(timezone.now() + HELD)
    assert not Ticket.objects.filter(pk=third.pk, assignee=world.ann).exists()

    page.goto("/")
    for ticket in (first, second):
        page.locator(f"#p{ticket.number}").check()
    keys.press("g")
    page.wait_for_url("**/bulk")
    page.get_by_label("Person").select_option(label="Ann")
    keys.press("Control+Enter")
    page.get_by_role("button", name="Do it to 2 tickets").click()
    page.wait_for_url("**/bulk/*")
    expect(page.get_by_role("status")).to_have_text(re.compile("in [5-8] seconds"))
    assert do_due(timezone.now() + HELD)
    expect(page.get_by_role("status")).to_have_text("Done to 2 tickets.")
    assert Ticket.objects.filter(assignee=world.ann).count() == 2


def test_the_counts_beside_a_ticket_follow_what_happens_elsewhere(
    world: World, open_as: Open
) -> None:
    ticket = ask(world, "One")
    page = open_as(world.ann, f"/t/{ticket.number}")
    due = page.locator("#rail-list a[href='/'] .num")
    expect(due).to_have_text("1")
    ask(world, "Another")
    expect(due).to_have_text("2")


def test_a_range_is_chosen_with_shift_and_all_with_one_box(world: World, open_as: Open) -> None:
    now = timezone.now()
    made = [world.ask(f"n{n}", at=now - timedelta(minutes=9 - n)) for n in range(4)]
    page = open_as(world.ann)
    page.locator(f"#p{made[0].number}").click()
    page.locator(f"#p{made[2].number}").click(modifiers=["Shift"])
    expect(page.locator(".c-pick input[name=t]:checked")).to_have_count(3)
    page.get_by_role("button", name="Choose none").click()
    expect(page.locator("#bulk")).to_be_hidden()
    page.get_by_label("Choose all of this page").check()
    expect(page.locator("#bulk")).to_contain_text("4 tickets chosen")


def test_what_is_chosen_stays_so_over_pages(world: World, open_as: Open) -> None:
    now = timezone.now()
    made = [world.ask(f"n{n}", at=now - timedelta(minutes=9 - n)) for n in range(4)]
    page = open_as(world.ann)
    page.locator(f"#p{made[0].number}").check()
    before = Ticket.objects.get(pk=made[1].pk)
    page.goto(f"/?after={Place(before.next_due_at, before.pk)}")
    expect(page.locator(".queue tbody tr")).to_have_count(2)
    page.locator(f"#p{made[3].number}").check()
    expect(page.locator("#bulk")).to_contain_text("2 tickets chosen")
    page.keyboard.press("X")
    expect(page.locator("[data-picked]")).to_have_text("All of this queue")
    page.keyboard.press("X")
    page.keyboard.press("i")
    expect(page.get_by_role("heading", level=1)).to_have_text("Internal note: 2 tickets")
    page.go_back()
    page.keyboard.press("X")
    page.keyboard.press("i")
    expect(page.get_by_role("heading", level=1)).to_have_text("Internal note: 4 tickets")


def test_a_queue_is_played_ticket_by_ticket(world: World, open_as: Open) -> None:
    now = timezone.now()
    made = [world.ask(f"n{n}", at=now - timedelta(minutes=9 - n)) for n in range(2)]
    page = open_as(world.ann)
    page.keyboard.press("y")
    page.wait_for_url(f"**/t/{made[0].number}?*")
    page.keyboard.press("j")
    page.wait_for_url(f"**/t/{made[1].number}?*")
    page.keyboard.press("j")
    expect(page.get_by_text("through the whole queue")).to_be_visible()


def test_columns_are_moved_by_keys_to_either_end(world: World, open_as: Open) -> None:
    """Also one that was ticked a moment ago; the caret stays with it."""
    page = open_as(world.ann, "/q/due/layout")
    chosen = page.locator("[data-columns] li.chosen")
    before = chosen.count()
    page.locator("[data-columns] li:not(.chosen) input").first.press("Space")
    expect(chosen).to_have_count(before + 1)
    moved = chosen.last.get_attribute("id")
    assert moved is not None
    sooner = page.locator(f"#{moved.replace('column', 'sooner')}")
    for place in range(before - 1, -1, -1):
        sooner.press("Enter")
        expect(chosen.nth(place)).to_have_id(moved)
    expect(sooner).to_be_focused()
    sooner.press("Enter")  # it leads nowhere from here
    page.wait_for_timeout(300)
    expect(chosen.first).to_have_id(moved)
    expect(sooner).to_be_focused()
