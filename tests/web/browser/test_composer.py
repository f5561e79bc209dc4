"""The composer in a real browser: kept, taken back, pasted into, typed ahead, in company."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, Route, expect

from prazo.accounts.models import User
from prazo.accounts.operator import Operator
from prazo.desk.actions.note import note
from prazo.desk.actions.reply import reply
from prazo.desk.models import Message, Outgoing
from prazo.writing.actions.keep_draft import add_files
from prazo.writing.actions.keep_signatures import keep_signatures
from prazo.writing.actions.keep_template import Said, make_template
from prazo.writing.actions.send_held import send_held
from prazo.writing.files import Upload
from prazo.writing.models import Draft, Habit, Template
from prazo.writing.words import opened
from tests.axe import violations
from tests.web.browser.conftest import Open
from tests.web.browser.test_look import overflow, picture
from tests.web.browser.test_work import again, ask, wait_for
from tests.world import World

BIG_ENOUGH = timedelta(seconds=60)
TEXT = "#compose-reply textarea"
PASTE = """(text) => {
  const bytes = Uint8Array.from(atob(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='
  ), (c) => c.charCodeAt(0));
  const data = new DataTransfer();
  data.items.add(new File([bytes], 'image.png', { type: 'image/png' }));
  document.querySelector(text).dispatchEvent(
    new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
}"""


def undoable(user: User, seconds: int = 20) -> None:
    Habit.objects.filter(user=user).update(undo_seconds=seconds)


def write(page: Page, text: str, key: str = "a") -> None:
    page.locator("#main").focus()
    page.keyboard.press(key)
    page.locator(".panel textarea:focus").first.wait_for()
    page.keyboard.type(text)


def saved(page: Page) -> None:
    expect(page.locator("#compose-reply [data-mark]")).to_have_text("saved")


NO_DRAFTS = """() => { const real = fetch; window.fetch = async (address, ...rest) => {
  if (`${address}`.includes("draft")) throw new TypeError("away");
  return real(address, ...rest);
} }"""


class TestDrafts:
    def test_it_is_there_on_any_machine_and_gone_once_sent(
        self, world: World, open_as: Open
    ) -> None:
        ticket = ask(world)
        page = open_as(world.ann, f"/t/{ticket.number}")
        write(page, "Half a sentence")
        page.locator("[name=cc]").fill("bo@acme.example")
        expect(page.locator("[data-fresh-ones]")).to_have_text("New here: bo@acme.example")
        saved(page)
        other = open_as(world.ann, f"/t/{ticket.number}")
        expect(other.locator(TEXT)).to_have_value("Half a sentence")
        expect(other.locator("[name=cc]")).to_have_value("bo@acme.example")
        other.locator(TEXT).press("End")
        other.keyboard.type(", whole.")
        other.keyboard.press("Control+Enter")
        expect(other.locator("#talk .msg.agent")).to_contain_text("Half a sentence, whole.")
        expect(other.locator(TEXT)).to_have_value("")
        expect(page.locator(TEXT)).to_have_value("")  # nothing was changed there meanwhile
        assert not Draft.objects.exists()

    def test_a_lost_connection_loses_nothing(self, world: World, open_as: Open) -> None:
        ticket = ask(world)
        page = open_as(world.ann, f"/t/{ticket.number}")
        page.wait_for_timeout(800)  # until its stream is open
        page.context.set_offline(True)
        write(page, "Written in a tunnel")
        mark = page.locator("#compose-reply [data-mark]")
        expect(mark).to_have_text("not saved, offline: it is kept in this browser")
        page.context.set_offline(False)
        saved(page)
        assert opened(Draft.objects.get().sealed).text == "Written in a tunnel"

    def test_nor_does_a_closed_window(self, world: World, open_as: Open) -> None:
        """What the desk had not said that it has is brought back by the browser."""
        ticket = ask(world)
        page = open_as(world.ann, f"/t/{ticket.number}")
        # By the page's own means: what it asks for as it is left is beyond the reach of `route`.
        page.evaluate("navigator.sendBeacon = () => false")
        page.evaluate(NO_DRAFTS)
        page.on("dialog", lambda dialog: dialog.accept())
        write(page, "Not there yet")
        expect(page.locator("#compose-reply [data-mark]")).to_have_attribute("data-now", "unsaved")
        page.goto("/")
        assert not Draft.objects.exists()
        page.goto(f"/t/{ticket.number}")
        expect(page.locator(TEXT)).to_have_value("Not there yet")
        mark = page.locator("#compose-reply [data-mark]")
        expect(mark).to_have_text("brought back from this browser")
        write(page, "!")
        saved(page)

    def test_leaving_at_once_takes_it_along(self, world: World, open_as: Open) -> None:
        ticket = ask(world)
        page = open_as(world.ann, f"/t/{ticket.number}")
        page.on("dialog", lambda dialog: dialog.accept())
        write(page, "Typed and gone")
        page.goto("/")
        page.goto(f"/t/{ticket.number}")
        expect(page.locator(TEXT)).to_have_value("Typed and gone")

    def test_two_windows_do_not_write_over_each_other(self, world: World, open_as: Open) -> None:
        ticket = ask(world)
        page, other = (open_as(world.ann, f"/t/{ticket.number}") for _ in range(2))
        write(page, "One")
        saved(page)
        expect(other.locator(TEXT)).to_have_value("")
        write(other, "Two")
        mark = other.locator("#compose-reply [data-mark]")
        expect(mark).to_contain_text("You wrote on elsewhere.")
        assert opened(Draft.objects.get().sealed).text == "One"
        mark.get_by_role("button", name="Take that").click()
        expect(other.locator(TEXT)).to_have_value("One")


class TestLater:
    """What helps to write comes when somebody is about to, over a line that may be slow."""

    def test_what_came_before_it_is_held_for_it(self, world: World, open_as: Open) -> None:
        ticket = ask(world)
        page = open_as(world.ann, f"/t/{ticket.number}")
        waiting: list[Route] = []
        page.route("**/uploads.*.js", lambda route: waiting.append(route))
        write(page, "With a picture /nosuch")
        page.evaluate(PASTE, TEXT)
        page.keyboard.press("Control+Enter")
        page.wait_for_timeout(300)
        assert not ticket.messages.filter(kind=Message.Kind.REPLY).exists(), "sent without its file"
        waiting.pop().continue_()
        expect(page.locator("#talk .msg.agent img")).to_be_visible()
        assert ticket.messages.get(kind=Message.Kind.REPLY).attachments.count() == 1


PASTE_PAGE = """([text, html, plain]) => {
  const data = new DataTransfer();
  data.setData('text/html', html);
  data.setData('text/plain', plain);
  document.querySelector(text).dispatchEvent(
    new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
}"""


class TestSigns:
    def test_by_keys_and_as_it_will_be_read(self, world: World, open_as: Open) -> None:
        ticket = ask(world)
        keep_signatures(world.desk, {"": "*{agent}*"}, by=Operator(world.ann, timezone.now()))
        page = open_as(world.ann, f"/t/{ticket.number}")
        write(page, "Please ")
        text = page.locator(TEXT)
        page.wait_for_function("window.prazoPicture")  # it comes when the field is reached
        page.keyboard.press("Control+b")
        page.keyboard.type("now")
        expect(text).to_have_value("Please **now**")
        page.keyboard.press("End")
        page.keyboard.type(":\n1. pull the plug\nwait")  # the second number comes by itself
        page.keyboard.press("Enter")
        page.keyboard.press("Enter")  # the third goes again
        expect(text).to_have_value("Please **now**:\n1. pull the plug\n2. wait\n")
        page.keyboard.type("the page")
        page.keyboard.press("Shift+Home")
        page.keyboard.press("Control+Shift+l")
        page.keyboard.type("https://a.example")
        expect(text).to_have_value(re.compile(r"\n\[the page\]\(https://a\.example\)$"))
        page.keyboard.press("Control+z")
        page.keyboard.press("Control+Shift+z")
        page.keyboard.press("Tab")
        expect(page.locator("#compose-reply [data-tools] button:focus")).to_have_text("B")
        page.keyboard.press("End")
        page.keyboard.press("Enter")
        shown = page.locator("#compose-reply [data-shown]")
        expect(shown.locator("strong")).to_have_text("now")
        expect(shown.locator("ol li")).to_have_text(["pull the plug", "wait"])
        expect(shown.locator(".signed em")).to_have_text("Ann")
        assert violations(page, within="#compose-reply") == []
        picture(page, "composer-signs")
        saved(page)
        text.press("Control+Enter")
        sent = page.locator("#talk .msg.agent .formatted")
        expect(sent.get_by_role("link", name="the page")).to_have_attribute(
            "href", "https://a.example"
        )
        assert "2. wait" in Outgoing.objects.get(message__kind="reply").text

    def test_what_was_copied_from_a_page_keeps_its_looks(self, world: World, open_as: Open) -> None:
        ticket = ask(world)
        page = open_as(world.ann, f"/t/{ticket.number}")
        write(page, "")
        html = (
            "<p>See <b>this</b> <i>list</i>:</p><ul><li>one <a href='https://a.example'>x</a></li>"
            "<li>two<ol><li>in</li></ol></li></ul><blockquote>old</blockquote><pre>a *b*\n c</pre>"
        )
        page.evaluate(PASTE_PAGE, [TEXT, html, "plain"])
        expect(page.locator(TEXT)).to_have_value(
            "See **this** *list*:\n\n- one [x](https://a.example)\n- two\n  1. in\n\n> old\n\n"
            "```\na *b*\n c\n```"
        )
        page.locator(TEXT).fill("")
        page.evaluate(PASTE_PAGE, [TEXT, "<span style='color:red'>a *log*</span>", "a *log*\n  b"])
        expect(page.locator(TEXT)).to_have_value("a *log*\n  b")

    def test_a_pasted_picture_stands_where_the_caret_is(self, world: World, open_as: Open) -> None:
        ticket = ask(world)
        page = open_as(world.ann, f"/t/{ticket.number}")
        write(page, "Like this:")
        page.evaluate(PASTE, TEXT)
        expect(page.locator(TEXT)).to_have_value(re.compile(r"^Like this:\n!\[\]\([^)]+\.png\)\n$"))
        page.locator("#compose-reply .drafted button").click()
        expect(page.locator(TEXT)).to_have_value("Like this:\n")
        page.evaluate(PASTE, TEXT)
        expect(page.locator(TEXT)).to_have_value(re.compile(r"png\)\n$"))
        page.locator(TEXT).press("Control+Enter")
        shown = page.locator("#talk .msg.agent .formatted img")
        expect(shown).to_be_visible()
        expect(shown).to_have_js_property("naturalWidth", 1)
        expect(page.locator("#talk .msg.agent .files")).to_have_count(0)


class TestSend:
    def test_pressed_twice_it_goes_out_once(self, world: World, open_as: Open) -> None:
        ticket = ask(world)
        page = open_as(world.ann, f"/t/{ticket.number}")
        write(page, "Only once")
        for _again in range(3):
            page.keyboard.press("Control+Enter")
        expect(page.locator("#talk .msg.agent")).to_contain_text("Only once")
        page.wait_for_timeout(500)
        assert ticket.messages.filter(kind=Message.Kind.REPLY).count() == 1
        write(page, "And once more")
        page.keyboard.press("Control+Enter")
        expect(page.locator("#talk .msg.agent")).to_have_count(2)

    def test_it_waits_for_what_is_being_kept(self, world: World, open_as: Open) -> None:
        ticket = ask(world)
        page = open_as(world.ann, f"/t/{ticket.number}")
        page.evaluate("""() => {
          const real = window.fetch;
          window.fetch = async (...asked) => {
            const answer = await real(...asked);
            await new Promise((done) => setTimeout(done, 1500));
            return answer;
          };
        }""")
        write(page, "Half")
        expect(page.locator("#compose-reply [data-mark]")).to_have_text("saving…")
        page.keyboard.type(", whole")
        page.keyboard.press("Control+Enter")
        expect(page.locator("#talk .msg.agent")).to_contain_text("Half, whole")
        assert not Draft.objects.exists()

    def test_what_was_written_elsewhere_is_said_first(self, world: World, open_as: Open) -> None:
        ticket = ask(world)
        page, other = (open_as(world.ann, f"/t/{ticket.number}") for _ in range(2))
        write(page, "One")
        saved(page)
        write(other, "Two")
        other.keyboard.press("Control+Enter")
        expect(other.locator("#compose-reply .notice")).to_contain_text("another place: “One”")
        expect(other.locator(TEXT)).to_have_value("Two")
        mark = other.locator("#compose-reply [data-mark]")
        expect(mark).to_contain_text("You wrote on elsewhere.")
        assert opened(Draft.objects.get().sealed).text == "One"
        other.locator(TEXT).press("Control+Enter")
        expect(other.locator("#talk .msg.agent")).to_contain_text("Two")
        assert ticket.messages.filter(kind=Message.Kind.REPLY).count() == 1


class TestUndo:
    def test_z_takes_it_back(self, world: World, open_as: Open) -> None:
        undoable(world.ann)
        ticket = ask(world)
        page = open_as(world.ann, f"/t/{ticket.number}")
        write(page, "Sent too soon")
        page.keyboard.press("Control+Enter")
        held = page.locator("#held")
        expect(held).to_contain_text("Sent too soon")
        expect(held).to_contain_text("It goes out in a moment.")
        expect(page.locator(TEXT)).to_have_value("")
        page.keyboard.press("z")
        expect(page.locator(TEXT)).to_have_value("Sent too soon")
        expect(held).to_have_count(0)
        send_held(timezone.now() + BIG_ENOUGH)
        assert not ticket.messages.filter(kind=Message.Kind.REPLY).exists()

    def test_on_any_page_and_after_going_on(self, world: World, open_as: Open) -> None:
        undoable(world.ann)
        ticket = ask(world)
        page = open_as(world.ann, f"/t/{ticket.number}")
        write(page, "And resolved")
        page.get_by_role("button", name="Send and resolve").click()
        expect(page.locator("#held")).to_contain_text("then it is resolved")
        page.goto("/")
        expect(page.locator("#undo")).to_contain_text(f"#{ticket.number}")
        page.goto("/me")
        expect(page.locator("#undo")).to_be_visible()
        page.keyboard.press("z")
        page.wait_for_url(f"**/t/{ticket.number}")
        expect(page.locator(TEXT)).to_have_value("And resolved")
        assert again(ticket).status == "open"

    def test_not_taken_back_it_goes_out_and_everybody_sees(
        self, world: World, open_as: Open
    ) -> None:
        undoable(world.ann)
        ticket = ask(world)
        page = open_as(world.ann, f"/t/{ticket.number}")
        bob = open_as(world.bob, f"/t/{ticket.number}")
        write(page, "Which phone?")
        page.get_by_role("button", name="Send and wait for the customer").click()
        expect(bob.locator("#talk")).to_contain_text("has answered: it goes out in a moment")
        expect(bob.locator("#talk")).not_to_contain_text("Which phone?")
        send_held(timezone.now() + BIG_ENOUGH)
        expect(bob.locator("#talk .msg.agent")).to_contain_text("Which phone?")
        expect(page.locator("#head")).to_contain_text("waits on the customer")
        expect(page.locator("#held")).to_have_count(0)


class TestCompany:
    def test_who_looks_and_who_writes(self, world: World, open_as: Open) -> None:
        ticket = ask(world)
        queue = open_as(world.lea)
        page = open_as(world.ann, f"/t/{ticket.number}")
        row = queue.locator(f"[data-company='{ticket.number}']")
        expect(row.locator(".looks")).to_have_attribute("title", "Ann looks at it")
        bob = open_as(world.bob, f"/t/{ticket.number}")
        expect(page.locator("#head .company")).to_have_text("◉ Bob looks at it")
        write(bob, "Let me")
        expect(page.locator("#head .company")).to_have_text("✎ Bob is writing")
        expect(row.locator(".writes")).to_have_attribute("title", "Bob is writing")
        bob.goto("/")
        expect(page.locator("#head .company")).to_have_text("✎ Bob has a draft")
        queue.reload()
        expect(row.locator(".draft")).to_have_attribute("title", "Bob has a draft")
        page.goto("/")
        expect(row.locator(".looks")).to_have_count(0)

    def test_a_stranger_hears_of_nobody(self, world: World, open_as: Open) -> None:
        """AC05."""
        ticket = ask(world)
        page = open_as(world.stranger)
        page.evaluate("heard = 0; document.addEventListener('company', () => heard++)")
        page.wait_for_timeout(500)
        open_as(world.ann, f"/t/{ticket.number}").wait_for_timeout(1200)
        assert page.evaluate("heard") == 0

    def test_a_colleague_acts_while_one_writes(self, world: World, open_as: Open) -> None:
        ticket = ask(world)
        page = open_as(world.ann, f"/t/{ticket.number}")
        write(page, "So I say")
        reply(ticket, by=world.by_bob, at=timezone.now(), text="Bob was faster.")
        bar = page.locator("#talk .news")
        expect(bar).to_contain_text("While you write:")
        expect(bar).to_contain_text("Bob")
        expect(page.locator(TEXT)).to_have_value("So I say")
        page.keyboard.press("Control+Enter")
        warned = page.locator("#compose-reply [role=alert]")
        expect(warned).to_contain_text("Bob wrote while you did: “Bob was faster.”")
        expect(page.locator(TEXT)).to_be_focused()
        assert ticket.messages.filter(kind=Message.Kind.REPLY).count() == 1
        page.keyboard.press("Control+Enter")
        expect(page.locator("#talk .msg.agent")).to_have_count(2)
        expect(bar).to_have_count(0)

    def test_what_was_seen_before_one_wrote_is_no_news(self, world: World, open_as: Open) -> None:
        ticket = ask(world)
        page = open_as(world.ann, f"/t/{ticket.number}")
        note(ticket, by=world.by_bob, at=timezone.now(), text="Look at the trunk.")
        expect(page.locator(".msg.note")).to_be_visible()
        write(page, "I did")
        page.keyboard.press("Control+Enter")
        expect(page.locator("#talk .msg.agent")).to_contain_text("I did")


def test_templates_by_keyboard(world: World, open_as: Open) -> None:
    by = Operator(world.lea, timezone.now(), None)
    hello = Said(name="Hello", text="Hello {requester}, about {number}: {due}")
    make_template(world.desk, hello, by=by)
    make_template(world.desk, Said(name="Help with phones", text="Restart it."), by=by)
    ticket = ask(world)
    page = open_as(world.ann, f"/t/{ticket.number}")
    write(page, "Oh /he")
    options = page.locator(".typeahead [role=option]")
    expect(options).to_have_count(2)
    expect(page.locator(".typeahead .preview")).to_contain_text(f"about #{ticket.number}: ")
    active = re.compile("-typeahead-0$")
    expect(page.locator(TEXT)).to_have_attribute("aria-activedescendant", active)
    page.keyboard.press("Escape")
    expect(options).to_have_count(0)
    expect(page.locator(TEXT)).to_have_value("Oh /he")
    page.keyboard.type("l")
    expect(options).to_have_count(2)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator(TEXT)).to_have_value("Oh Restart it.")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#talk .msg.agent")).to_contain_text("Oh Restart it.")
    assert [one.used for one in Template.objects.order_by("name")] == [0, 1]


def test_a_pasted_picture_goes_out_and_is_shown(world: World, open_as: Open) -> None:
    ticket = ask(world)
    page = open_as(world.ann, f"/t/{ticket.number}")
    write(page, "See this.")
    page.evaluate(PASTE, TEXT)
    files = page.locator("#compose-reply .drafted li a")
    expect(files).to_have_count(1)
    page.set_input_files(
        "#compose-reply [name=files]",
        [{"name": "log.txt", "mimeType": "text/html", "buffer": b"<b>a log</b>"}],
    )
    expect(files).to_have_count(2)
    page.locator("#compose-reply .drafted button").last.click()
    expect(files).to_have_count(1)
    saved(page)
    page.reload()
    expect(files).to_have_count(1)
    expect(files).to_contain_text(re.compile(r"^\d{4}-\d\d-\d\d \d\d\.\d\d\.\d\d\.png"))
    page.locator(TEXT).press("Control+Enter")
    shown = page.locator("#talk .msg.agent .formatted img")
    expect(shown).to_be_visible()
    expect(shown).to_have_js_property("naturalWidth", 1)
    assert ticket.messages.get(kind=Message.Kind.REPLY).attachments.count() == 1


def test_an_answer_does_not_leave_without_its_file(world: World, open_as: Open) -> None:
    """Refused while Send was pressed; and one pasted while there was no connection. Meanwhile the
    draft is being kept, and what the desk said to that arrives last."""
    ticket = ask(world)
    page = open_as(world.ann, f"/t/{ticket.number}")
    held: list[Route] = []
    keeping: list[Route] = []
    page.route("**/upload", lambda route: held.append(route))
    page.route("**/draft", lambda route: keeping.append(route))
    write(page, "See this.")
    wait_for(page, lambda: bool(keeping))
    kept = keeping[0].fetch()
    page.evaluate(PASTE, TEXT)
    wait_for(page, lambda: bool(held))
    page.keyboard.press("Control+Enter")
    held.pop().fulfill(status=422, json={"refused": "That is too large."})
    refused = page.locator("#compose-reply .drafted [role=alert]")
    expect(refused).to_contain_text("That is too large. What you pressed was not done")

    page.evaluate(PASTE, TEXT)
    wait_for(page, lambda: bool(held))
    held.pop().abort()
    files = page.locator("#compose-reply .drafted li a")
    waits = page.locator("#compose-reply .drafted li.going")
    expect(waits).to_contain_text("waits on this page for the connection")
    assert not ticket.messages.filter(kind=Message.Kind.REPLY).exists()
    page.unroute("**/upload")
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(files).to_have_count(1)
    page.unroute("**/draft")
    keeping[0].fulfill(response=kept)
    for later in keeping[1:]:
        later.continue_()
    saved(page)
    assert not ticket.messages.filter(kind=Message.Kind.REPLY).exists()
    page.locator(TEXT).press("Control+Enter")
    expect(page.locator("#talk .msg.agent .formatted img")).to_be_visible()


def test_without_scripts_drafts_files_and_templates_work(world: World, open_as: Open) -> None:
    undoable(world.ann)
    by = Operator(world.lea, timezone.now(), None)
    make_template(world.desk, Said(name="Hello", text="Hello {requester}."), by=by)
    ticket = ask(world)
    page = open_as(world.ann, f"/t/{ticket.number}", script=False)
    page.locator("#compose-reply").get_by_role("link", name="Template").click()
    page.get_by_role("button", name="Put it in").click()
    expect(page.locator(TEXT)).to_have_value("Hello Rita Rey.")
    page.set_input_files(
        "#compose-reply [name=files]",
        [{"name": "a.txt", "mimeType": "text/plain", "buffer": b"a"}],
    )
    page.get_by_role("button", name="Keep as a draft").first.click()
    expect(page.locator("#compose-reply .drafted li")).to_have_count(1)
    page.locator("#compose-reply").get_by_role("button", name="Send", exact=True).click()
    page.locator("#held").get_by_role("button", name="Undo").click()
    expect(page.locator(TEXT)).to_have_value("Hello Rita Rey.")
    expect(page.locator("#compose-reply .drafted li")).to_have_count(1)


@pytest.mark.parametrize(
    ("scheme", "width"), [pytest.param("dark", 1280, marks=pytest.mark.slow), ("light", 360)]
)
def test_it_looks_right(world: World, open_as: Open, scheme: str, width: int) -> None:
    """With everything on it at once; axe finds nothing serious."""
    undoable(world.ann)
    by = Operator(world.lea, timezone.now(), None)
    for name in ("Hello", "Help with phones", "Heute geschlossen"):
        make_template(world.desk, Said(name=name, text="Hello {requester}.\n" * 9), by=by)
    ticket = ask(world)
    Message.objects.filter(ticket=ticket).update(
        recipients=[{"field": "cc", "name": "", "address": "a.very.long.name@acme.example"}]
    )
    note(ticket, by=world.by_bob, at=timezone.now(), text="Looks like the trunk.")
    png = b"\x89PNG\r\n\x1a\n" + b"\0" * 32
    add_files(ticket, "reply", [Upload("a" * 60 + ".png", png)], user=world.ann, at=timezone.now())
    page = open_as(world.ann, f"/t/{ticket.number}", scheme=scheme, width=width)
    open_as(world.bob, f"/t/{ticket.number}")
    write(page, "Before this one.")
    page.locator(".offered label").click()
    expect(page.locator("[name=cc]")).to_have_value("a.very.long.name@acme.example")
    page.keyboard.press("Tab")
    saved(page)
    reply(ticket, by=world.by_bob, at=timezone.now(), text="Bob was faster.")
    expect(page.locator(".news")).to_be_visible()
    page.locator(TEXT).press("End")
    page.keyboard.type(" /he")
    page.locator(".typeahead li").first.wait_for()
    look(page, f"composer-{scheme}-{width}")
    page.keyboard.press("Escape")
    page.keyboard.press("Control+Enter")
    page.locator("#compose-reply [role=alert]").wait_for()
    look(page, f"composer-warned-{scheme}-{width}", judged=False)
    page.locator(TEXT).press("Control+Enter")
    page.locator("#held").wait_for()
    look(page, f"composer-held-{scheme}-{width}")
    expect(page.locator("[name=cc]")).to_have_value("")
    others = {"queue": "/", "templates": "/templates", "choose": f"/t/{ticket.number}/templates"}
    for name, path in others.items():
        page.goto(path)
        look(page, f"composer-{name}-{scheme}-{width}", judged=scheme == "light" and width > 360)


def look(page: Page, name: str, *, judged: bool = True) -> None:
    picture(page, name)
    assert overflow(page) <= 0, name
    if not judged:
        return
    assert violations(page) == [], name
    page.evaluate("document.querySelectorAll('[style]').forEach((e) => e.removeAttribute('style'))")
