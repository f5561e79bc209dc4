"""More than one ticket, in a real browser: marked passages, side threads, suggestions, links."""

import re
from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import Page, expect

from prazo.desk.actions.hear_beside import hear_beside
from prazo.desk.actions.link import link
from prazo.desk.actions.open_side_thread import open_side_thread
from prazo.desk.inbound import Inbound
from prazo.desk.models import Apart, Link, Outgoing, SideThread, Ticket
from prazo.writing.actions.send_held import send_held
from prazo.writing.models import Habit
from tests.axe import ALL, COLOURS, violations
from tests.web.browser.composer import PASTE
from tests.web.browser.conftest import Open
from tests.web.browser.test_look import picture
from tests.world import World

TEXT = (
    "The phones are dead.\n\nAnd could we have a second fax?\n\nAlso, March's invoice is missing."
)


def ask(
    world: World, subject: str = "Several things", minutes: int = 5, text: str = TEXT
) -> Ticket:
    return world.ask(subject, at=timezone.now() - timedelta(minutes=minutes), text=text)


def mark(page: Page, words: str) -> None:
    """As a hand does: from the first letter to the last. The caret can do it, too (F7)."""
    page.evaluate(
        """(words) => {
          const text = document.querySelector("#talk .msg.message .text").firstChild;
          const at = text.data.indexOf(words), range = document.createRange();
          range.setStart(text, at); range.setEnd(text, at + words.length);
          getSelection().removeAllRanges(); getSelection().addRange(range);
        }""",
        words,
    )


def test_marked_passages_become_tickets(world: World, open_as: Open) -> None:
    ticket = ask(world)
    before = Outgoing.objects.count()
    page = open_as(world.ann, f"/t/{ticket.number}")
    mark(page, "And could we have a second fax?")
    page.get_by_role("button", name="Make a ticket of this").wait_for()
    page.keyboard.press("s")
    first = page.locator("#act [name=subject_1]")
    expect(first).to_be_focused()
    expect(page.locator("#act [name=text_1]")).to_have_value("And could we have a second fax?")
    page.keyboard.type("A second fax")
    mark(page, "March's invoice is missing.")
    page.get_by_role("button", name="Make a ticket of this").click()
    expect(page.locator("#act [name=text_2]")).to_have_value("March's invoice is missing.")
    expect(page.locator("#act fieldset.passage")).to_have_count(2)
    picture(page, "cases-split")
    page.keyboard.press("Control+Enter")
    page.locator("#act form").wait_for(state="detached")
    expect(page.locator("#talk")).to_contain_text("Your request")
    made = Ticket.objects.filter(split_from=ticket).order_by("pk")
    assert [one.subject for one in made] == ["A second fax", "March's invoice is missing."]
    assert Outgoing.objects.count() == before + 1


def busy(world: World) -> Ticket:
    """A ticket with everything of these beside it."""
    same = ask(world, "Several things at once", minutes=70)
    ticket = ask(world)
    cause = ask(world, "The trunk of Lisbon", minutes=9000, text="Nothing goes in or out.")
    link(cause, other=ticket, kind=Link.Kind.CAUSES, by=world.by_ann, at=timezone.now())
    thread = open_side_thread(
        ticket,
        party=SideThread.Party.CARRIER,
        to="noc@carrier.example",
        subject="Trunk 7 to Lisbon is dead",
        text="Please look at trunk 7: no calls since this morning.",
        by=world.by_ann,
        at=timezone.now() - timedelta(minutes=4),
        reference="BA-4711",
        wait=True,
    )
    said = Inbound(
        channel="email",
        reference="1",
        sender="noc@carrier.example",
        sender_name="Night shift",
        subject="Re",
        text="A board was replaced at 04:10. " + "x" * 120 + "\n\n> Please look at trunk 7",
        received_at=timezone.now() - timedelta(minutes=2),
    )
    hear_beside(thread, said, as_of=said.received_at)
    assert same.number
    return ticket


def test_beside_the_conversation(world: World, open_as: Open) -> None:
    ticket = busy(world)
    page = open_as(world.ann, f"/t/{ticket.number}")
    expect(page.locator("#alike")).to_contain_text("same requester")
    expect(page.locator("#head")).to_contain_text("Caused by #")
    page.get_by_role("button", name="That is their answer: go on").click()
    expect(page.locator("#head .chip", has_text="open")).to_be_visible()
    expect(page.get_by_role("button", name="That is their answer: go on")).to_have_count(0)
    assert Ticket.objects.get(pk=ticket.pk).waiting_on == ""
    page.locator("#alike").get_by_role("button", name="Not the same").click()
    expect(page.locator("#alike .alike-one")).to_have_count(0)
    assert Apart.objects.count() == 1
    page.locator("#main").focus()
    page.keyboard.press("y")
    page.locator("#act [name=to]:focus").wait_for()
    page.keyboard.type("rita@acme.example")
    page.locator("#act [name=subject]").fill("x")
    page.locator("#act [name=text]").fill("What is this?")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#act .recipients .error")).to_contain_text("is the customer's")
    expect(page.locator("#act [name=text]")).to_have_value("What is this?")


def test_a_mail_beside_is_a_draft_held_and_taken_back(world: World, open_as: Open) -> None:
    """By keyboard alone, with a picture; over a page that was left."""
    Habit.objects.filter(user=world.ann).update(undo_seconds=20)
    ticket = ask(world)
    page = open_as(world.ann, f"/t/{ticket.number}")
    page.locator("#main").focus()
    page.keyboard.press("y")
    page.locator("#act [name=to]:focus").wait_for()
    page.keyboard.type("noc@carrier.example")
    expect(page.locator("#act [data-fresh-ones]")).to_have_text("New here: noc@carrier.example")
    page.locator("#act [name=subject]").fill("Trunk 7")
    text = page.locator("#act [name=text]")
    text.fill("It is dead.")
    page.evaluate(PASTE, "#act [name=text]")
    files = page.locator("#act .drafted li a")
    expect(files).to_have_count(1)
    expect(page.locator("#act [data-mark]")).to_have_text("saved")
    page.keyboard.press("Escape")
    expect(page.locator("#act form")).to_have_count(0)
    page.reload()
    page.locator("#main").focus()
    page.keyboard.press("y")
    expect(text).to_have_value("It is dead.")
    expect(page.locator("#act [name=subject]")).to_have_value("Trunk 7")
    expect(files).to_have_count(1)
    text.press("Control+Shift+Enter")
    held = page.locator("[data-held]")
    expect(held).to_contain_text("then it waits for them")
    expect(page.locator("#act form")).to_have_count(0)
    page.keyboard.press("z")
    expect(text).to_have_value("It is dead.")
    expect(files).to_have_count(1)
    expect(held).to_have_count(0)
    page.locator("#act details.carry summary").click()
    page.locator("#act [name=quote]").select_option(index=1)
    page.locator("#act details.carry").get_by_role("button", name="Put it in").click()
    expect(text).to_have_value(re.compile(r"It is dead\.\n\nWhat was reported.*\n> ", re.S))
    text.press("Control+Enter")
    expect(held).to_contain_text("to noc@carrier.example")
    send_held(timezone.now() + timedelta(seconds=60))
    strip = page.locator("#side-threads .strip")
    expect(strip).to_contain_text("It is dead.")
    page.locator("#main").focus()
    page.keyboard.press("Shift+Y")
    page.locator("#act [name=text]:focus").wait_for()
    page.keyboard.press("Escape")
    strip.get_by_role("button", name="Close it").click()
    expect(page.locator("#side-threads details.strip")).to_contain_text("closed by Ann")


def test_one_click_and_a_look_merge(world: World, open_as: Open) -> None:
    first, ticket = ask(world, minutes=70), ask(world)
    page = open_as(world.ann, f"/t/{ticket.number}")
    page.get_by_role("button", name=f"Merge #{ticket.number} into #{first.number}").click()
    expect(page.locator("#act")).to_contain_text("Press Merge once more")
    page.locator("#act").get_by_role("button", name="Merge", exact=True).click()
    page.wait_for_url(re.compile(rf"/t/{first.number}$"))
    assert Ticket.objects.get(pk=ticket.pk).merged_into == first


def test_looks(world: World, open_as: Open) -> None:
    """Light and dark, wide and narrow: nothing overflows, axe finds nothing serious."""
    ticket = busy(world)
    for scheme, width in (("light", 1280), ("dark", 1280), ("light", 360)):
        page = open_as(world.ann, f"/t/{ticket.number}", scheme=scheme, width=width)
        expect(page.locator("#alike")).to_contain_text("same requester")
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, f"{scheme} {width}: {wide}"
        picture(page, f"cases-{scheme}-{width}")
        rules = COLOURS if scheme == "dark" else ALL  # nothing else differs
        assert violations(page, rules=rules) == []
        page.keyboard.press("y")
        page.locator("#act [name=to]:focus").wait_for()
        picture(page, f"cases-side-{scheme}-{width}")


def test_a_narrow_split_form_keeps_within_its_card(world: World, open_as: Open) -> None:
    """A page that does not scroll sideways may still hide what stands outside its card."""
    ticket = ask(world)
    page = open_as(world.ann, f"/t/{ticket.number}/split", scheme="dark", width=360)
    expect(page.locator("fieldset.passage").first).to_be_visible()
    picture(page, "cases-split-360")
    outside = page.evaluate(
        """() => [...document.querySelectorAll("#main form *")]
          .filter((each) => each.getClientRects().length)
          .filter((each) => each.getBoundingClientRect().right
            > each.closest(".card, form").getBoundingClientRect().right + 1)
          .map((each) => each.outerHTML.slice(0, 120))"""
    )
    assert outside == []
    assert violations(page) == []
