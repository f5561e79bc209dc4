"""The composer in a real browser: kept, typed ahead, without scripts, as it looks."""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import Page, Route, expect

from prazo.accounts.operator import Operator
from prazo.desk.actions.note import note
from prazo.desk.actions.reply import reply
from prazo.desk.models import Message
from prazo.writing.actions.keep_draft import add_files
from prazo.writing.actions.keep_template import Said, make_template
from prazo.writing.files import Upload
from prazo.writing.models import Draft, Template
from prazo.writing.words import opened
from tests.axe import violations
from tests.web.browser.composer import PASTE, TEXT, saved, write
from tests.web.browser.conftest import Open
from tests.web.browser.test_look import overflow, picture
from tests.web.browser.test_work import ask
from tests.web.conftest import undoable
from tests.world import World

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
    page.locator("[data-held]").get_by_role("button", name="Undo").click()
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
    page.locator("[data-held]").wait_for()
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
