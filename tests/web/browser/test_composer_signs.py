"""Bold, lists, links and pictures in the composer, in a real browser."""

import re

from django.utils import timezone
from playwright.sync_api import Route, expect

from prazo.accounts.operator import Operator
from prazo.desk.models import Message, Outgoing
from prazo.writing.actions.keep_signatures import keep_signatures
from prazo.writing.models import DraftFile
from tests.axe import violations
from tests.web.browser.composer import PASTE, TEXT, saved, write
from tests.web.browser.conftest import Open
from tests.web.browser.test_look import picture
from tests.web.browser.test_work import ask, wait_for
from tests.world import World

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
        wait_for(page, lambda: page.evaluate("!!window.prazoPicture"))  # it comes with the field
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


def test_two_pictures_on_their_way_keep_their_names(world: World, open_as: Open) -> None:
    """Of one second; and what the desk said of the first arrives last."""
    ticket = ask(world)
    page = open_as(world.ann, f"/t/{ticket.number}")
    held: list[Route] = []
    page.route("**/upload", lambda route: held.append(route))
    write(page, "")
    wait_for(page, lambda: page.evaluate("!!window.prazoPicture"))
    page.evaluate(PASTE, TEXT)
    page.evaluate(PASTE, TEXT)
    wait_for(page, lambda: len(held) == 2)
    answers = [route.fetch() for route in held]
    for route, answer in reversed(list(zip(held, answers, strict=True))):
        route.fulfill(response=answer)
        page.wait_for_timeout(300)
    names = list(DraftFile.objects.order_by("-pk").values_list("name", flat=True))
    assert len(set(names)) == 2
    expect(page.locator(TEXT)).to_have_value("".join(f"![]({name})\n" for name in names))


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
