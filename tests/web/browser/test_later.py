"""What is pressed or pasted before the scripts that help to write are there, in a real browser."""

from playwright.sync_api import Route, expect

from prazo.desk.models import Message
from tests.web.browser.composer import PASTE, TEXT, write
from tests.web.browser.conftest import Open
from tests.web.browser.test_composer_signs import PASTE_PAGE
from tests.web.browser.test_work import ask
from tests.web.conftest import undoable
from tests.world import World

SIDE = "#act textarea[name=text]"
NATIVE = """([text, kind, words]) => {
  const data = new DataTransfer();
  data.setData(kind, words);
  return document.querySelector(text).dispatchEvent(
    new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
}"""


def test_each_script_gives_back_its_own(world: World, open_as: Open) -> None:
    """What waits for one is not held anew, for ever, when another comes before it."""
    ticket = ask(world)
    palettes: list[Route] = []
    formats: list[Route] = []
    page = open_as(world.ann)
    page.route("**/palette.*.js", lambda route: palettes.append(route))
    page.route("**/format.*.js", lambda route: formats.append(route))
    page.goto(f"/t/{ticket.number}")
    write(page, "now")
    page.keyboard.press("Control+a")
    page.keyboard.press("Control+b")
    page.keyboard.press("Control+k")
    page.keyboard.press("ArrowDown")
    page.wait_for_timeout(300)
    palettes.pop().continue_()
    expect(page.locator("#palette li[aria-selected=true]")).to_have_count(1)
    page.keyboard.press("Escape")
    formats.pop().continue_()
    expect(page.locator(TEXT)).to_have_value("**now**")


def test_a_paste_is_held_only_where_it_is_made_something_of(world: World, open_as: Open) -> None:
    ticket = ask(world)
    page = open_as(world.ann)
    page.route("**/format.*.js", lambda route: None)
    page.goto(f"/t/{ticket.number}")
    write(page, "See ")
    cc = "#compose-reply [name=cc]"
    assert page.evaluate(NATIVE, [cc, "text/html", "<b>bo@acme.example</b>"]), "kept from its field"
    assert not page.evaluate(NATIVE, [TEXT, "text/html", "<b>this</b>"])
    page.goto(f"/t/{ticket.number}/side")
    page.locator(SIDE).focus()
    assert page.evaluate(NATIVE, [SIDE, "text/html", "<b>a log</b>"]), "no tools stand there"


def test_without_the_scripts_nothing_is_lost(world: World, open_as: Open) -> None:
    """They cannot be had: what was held goes on as it would without them, and so does the rest."""
    undoable(world.ann, 0)
    ticket = ask(world)
    waiting: list[Route] = []
    page = open_as(world.ann)
    page.route("**/format.*.js*", lambda route: waiting.append(route))
    page.goto(f"/t/{ticket.number}")
    write(page, "See ")
    page.evaluate(PASTE_PAGE, [TEXT, "<b>this</b>", "this"])
    page.evaluate(PASTE, TEXT)
    expect(page.locator(TEXT)).to_have_value("See ")
    waiting.pop(0).abort()
    expect(page.locator(TEXT)).to_have_value("See this")
    expect(page.locator("#compose-reply .drafted li")).to_have_text("image.png")
    page.locator(TEXT).press("Control+Enter")
    expect(page.locator("#talk .msg.agent")).to_contain_text("See this")
    assert ticket.messages.get(kind=Message.Kind.REPLY).attachments.count() == 1


def test_they_come_after_all(world: World, open_as: Open) -> None:
    ticket = ask(world)
    waiting: list[Route] = []
    page = open_as(world.ann)
    page.route("**/format.*.js*", lambda route: waiting.append(route))
    page.goto(f"/t/{ticket.number}")
    write(page, "See ")
    page.evaluate(PASTE, TEXT)
    waiting.pop(0).abort()
    expect(page.locator("#compose-reply .drafted .plain")).to_have_count(1)
    page.unroute("**/format.*.js*")
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator("#compose-reply .drafted li a")).to_have_count(1)
    expect(page.locator("#compose-reply .drafted .plain")).to_have_count(0)
