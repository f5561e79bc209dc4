"""What is said, offered or reached by keys stands where it is seen, however far one scrolled."""

from django.utils import timezone
from playwright.sync_api import Page, expect

from prazo.accounts.models import User
from prazo.desk.actions.close import close
from tests.web.browser.composer import TEXT, saved, send_and_hold, write
from tests.web.browser.conftest import Open
from tests.web.browser.test_work import ask
from tests.web.conftest import undoable
from tests.world import World

PLAINTEXT = "(el) => getComputedStyle(el).unicodeBidi"
INSIDE = """(el) => {
  const { top, bottom } = el.getBoundingClientRect();
  return top >= 0 && bottom <= innerHeight;
}"""


def long_ticket(world: World, open_as: Open, user: User) -> Page:
    ticket = ask(world, text="One line.\n" * 60)
    return open_as(user, f"/t/{ticket.number}")


NEVER_LATER = """() => {
  const { setTimeout } = window;
  window.setTimeout = (what, ms, ...more) => ms === 3000 ? 0 : setTimeout(what, ms, ...more);
}"""
"""What a page says after the three seconds that a line is given to come back, it does not say."""


def test_a_lost_connection_is_said_where_one_writes(world: World, open_as: Open) -> None:
    page = long_ticket(world, open_as, world.ann)
    write(page, "Half")
    saved(page)  # a draft on its way would be waited for
    page.evaluate(NEVER_LATER)  # at once, as something was pressed
    page.context.set_offline(True)
    page.keyboard.press("Control+Enter")
    expect(page.locator("#offline")).to_be_visible()
    assert page.locator("#offline").evaluate(INSIDE)
    page.context.set_offline(False)
    expect(page.locator("#offline")).to_be_hidden()
    expect(page.locator(TEXT)).to_have_value("Half")


def test_a_refusal_is_said_there_and_gone_after_the_next_act(world: World, open_as: Open) -> None:
    page = long_ticket(world, open_as, world.ann)
    page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    page.evaluate("""() => {
      const form = document.createElement("form");
      form.setAttribute("hx-post", location.pathname + "/undo");
      form.append(document.querySelector("[name=csrfmiddlewaretoken]").cloneNode());
      document.querySelector(".compose, main").append(form);
      htmx.process(form);
      form.requestSubmit();
    }""")  # what a key does whose moment has passed
    said = page.locator("#notices [role=alert]")
    expect(said).to_be_visible()
    assert said.evaluate(INSIDE)
    page.keyboard.press("t")
    expect(page.locator("#head")).not_to_contain_text("Take it")
    expect(said).to_have_count(0)


def test_templates_and_what_sends_are_seen_whole(world: World, open_as: Open) -> None:
    page = long_ticket(world, open_as, world.ann)
    page.evaluate("scrollTo(0, 0)")
    page.keyboard.press("i")
    assert page.locator("#compose-note .btn.go").evaluate(INSIDE)
    page.keyboard.type("@b")
    expect(page.locator(".mentions [role=option]").first).to_be_visible()
    page.evaluate("scrollTo(0, 0)")
    page.keyboard.type("o")
    expect(page.locator(".mentions [role=option]")).to_have_count(1)
    assert page.locator(".mentions").evaluate(INSIDE)


def test_the_caret_is_never_behind_the_bar_of_acts(world: World, open_as: Open) -> None:
    for number in range(20):
        ask(world, f"Ticket {number}")
    page = open_as(world.ann)
    page.keyboard.press("j")
    page.keyboard.press("x")
    expect(page.locator("#bulk")).to_be_visible()
    for _ in range(18):
        page.keyboard.press("j")
        caret, bar = page.locator(":focus").bounding_box(), page.locator("#bulk").bounding_box()
        assert caret is not None and bar is not None
        assert caret["y"] + caret["height"] <= bar["y"]


def test_what_was_taken_back_has_the_caret_and_says_so(world: World, open_as: Open) -> None:
    undoable(world.ann)
    ticket = ask(world)
    page = open_as(world.ann, f"/t/{ticket.number}")
    send_and_hold(page, "Too soon")
    page.keyboard.press("z")
    expect(page.locator(TEXT)).to_have_value("Too soon")
    expect(page.locator(TEXT)).to_be_focused()
    expect(page.locator("#said")).to_have_text("Taken back: nothing was done.")


def test_a_ticket_has_the_widest_column_wherever_tickets_stand(world: World, open_as: Open) -> None:
    ticket = ask(world, "A tone")
    assert ticket.customer is not None
    page = open_as(world.ann)
    for path in ("/search?q=tone", "/queues/new", f"/customers/{ticket.customer.pk}"):
        page.goto(path)
        widths = (
            page.locator("table.queue")
            .first.locator("th")
            .evaluate_all("all => all.map((one) => one.offsetWidth)")
        )
        assert widths[1] == max(widths), (path, widths)


def test_the_caret_goes_on_where_its_row_is_gone(world: World, open_as: Open) -> None:
    first, second, third = (ask(world, f"Ticket {n}") for n in range(3))
    page = open_as(world.ann)
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(page.locator(f"#a{second.number}")).to_be_focused()
    close(second, by=world.by_bob, at=timezone.now(), reason="Gone.")
    expect(page.locator(f"#t{second.number}")).to_have_count(0)
    expect(page.locator(f"#a{third.number}")).to_be_focused()
    close(third, by=world.by_bob, at=timezone.now(), reason="Gone.")
    expect(page.locator(f"#a{first.number}")).to_be_focused()
    close(first, by=world.by_bob, at=timezone.now(), reason="Gone.")
    expect(page.locator("#main")).to_be_focused()


def test_what_is_written_from_right_to_left_is_read_so(world: World, open_as: Open) -> None:
    ticket = ask(world, "مرحبا (error 42) اليوم", text="لا تصل الرسائل.")
    page = open_as(world.ann)
    written = (page.locator(f"#a{ticket.number}"), page.locator("h1"), page.locator("#talk .text"))
    first, *others = written
    assert first.evaluate(PLAINTEXT) == "plaintext"
    page.goto(f"/t/{ticket.number}")
    for one in (*others, page.locator(TEXT)):
        assert one.first.evaluate(PLAINTEXT) == "plaintext"


def test_a_ticket_is_printed_with_its_conversation(world: World, open_as: Open) -> None:
    """On a page lying on its side there was room for the rail alone, which is not printed."""
    ticket = ask(world, text="It rang.")
    page = open_as(world.ann, f"/t/{ticket.number}")
    page.emulate_media(media="print")
    box = page.locator("#talk").bounding_box()
    assert box is not None and box["width"] > 700
