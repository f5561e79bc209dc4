"""A day's work by keyboard alone, in each language that agents read: from the queue to the summary.

What is looked for is looked up in the catalogues. Every page on the way is read, with what its
scripts say: no text of ours is left on it in English, and it names the reader's zone.
"""

import re
from collections.abc import Callable
from functools import cache
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone, translation
from django.utils.formats import date_format
from playwright.sync_api import Page, expect

from prazo.accounts.models import User
from prazo.accounts.operator import Operator
from prazo.desk.models import SideThread, Ticket
from prazo.writing.actions.keep_template import Said, make_template
from tests.test_translations import PLACE, entries, forms
from tests.web.browser.conftest import Open
from tests.web.browser.test_work import act, again, ask, send
from tests.web.test_languages import data
from tests.world import World

TAGS = {"en": "en", "pt-br": "pt-BR", "es": "es"}
ZONES = {
    "en": "Europe/London",
    "pt-br": "America/Sao_Paulo",
    "es": "America/Argentina/Buenos_Aires",
}
READ = """() => {
  const said = new Set([document.title]);
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let text = walk.nextNode(); text; text = walk.nextNode()) {
    if (!text.parentElement.closest("script, style, .text")) said.add(text.data);
  }
  for (const name of ["aria-label", "title", "placeholder"]) {
    for (const el of document.querySelectorAll(`[${name}]`)) said.add(el.getAttribute(name));
  }
  return [...said].map((text) => text.replace(/\\s+/g, " ").trim()).filter(Boolean);
}"""


class Day:
    """Somebody at a keyboard, and all that was read on the way."""

    def __init__(self, page: Page, language: str) -> None:
        self.page, self.language, self.read = page, language, set[str]()
        self.press, self.type = page.keyboard.press, page.keyboard.type

    def say(self, text: str, context: str = "", **words: object) -> str:
        with translation.override(self.language):
            said = translation.pgettext(context, text) if context else translation.gettext(text)
        assert self.language == "en" or said != text, f"{text!r} is in no catalogue"
        return said % words if words else said

    def look(self) -> None:
        """Read the page as it stands."""
        expect(self.page.locator("html")).to_have_attribute("lang", TAGS[self.language])
        zone = self.say("Times in %(zone)s", zone=ZONES[self.language])
        expect(self.page.locator("#rail")).to_contain_text(zone)
        self.read.update(self.page.evaluate(READ))

    def heard(self, text: str) -> None:
        """Of what was done, in the conversation."""
        expect(self.page.locator("#talk")).to_contain_text(text)
        self.look()

    def goes_to(self, path: str) -> None:
        self.page.wait_for_url(re.compile(path))
        self.look()


@pytest.fixture
def day(world: World, open_as: Open, language: str) -> Day:
    User.objects.filter(pk=world.ann.pk).update(language=language, time_zone=ZONES[language])
    world.ann.refresh_from_db()
    by = Operator(world.lea, timezone.now(), None)
    make_template(world.desk, Said(name="Saludo", text="{requester}: {number}."), by=by)
    return Day(open_as(world.ann, "about:blank"), language)


@pytest.mark.parametrize("language", TAGS)
def test_from_the_queue_to_the_summary(world: World, day: Day) -> None:
    ticket = ask(world, "Zebra in the exchange")
    other = ask(world, "Quagga in the exchange")
    page, say, press, write = day.page, day.say, day.press, day.type
    page.goto("/")
    expect(page.get_by_role("heading", name=say("Due next"))).to_be_visible()
    day.look()

    press("j")
    press("Enter")
    day.goes_to(rf"/t/{ticket.number}$")
    expect(page.locator("#talk .msg time").first).to_have_attribute("title", written(day, ticket))
    press("t")
    day.heard(say("took it"))
    act(page, "p")
    press("ArrowUp")
    send(page)
    expect(page.locator("#head")).to_contain_text("High")  # the agreement's own word
    act(page, "g")
    day.look()
    write("Bob")
    send(page)
    day.heard(say("gave it to %(name)s", name="Bob"))

    press("i")
    page.locator("#compose-note textarea:focus").wait_for()
    write("Looks like the trunk.")
    press("Control+Enter")
    expect(page.locator("#talk .msg.note")).to_contain_text("Looks like the trunk.")
    press("Escape")
    press("a")
    page.locator("#compose-reply textarea:focus").wait_for()
    write("/salu")
    page.locator(".typeahead li").wait_for()
    day.look()
    press("Enter")
    press("Control+Enter")
    expect(page.locator("#talk .msg.agent")).to_contain_text(f"Rita Rey: #{ticket.number}.")
    press("Escape")

    act(page, "w")
    day.look()
    press("Space")
    send(page)
    third = say("a third party", context="party")
    day.heard(say("waits on %(party)s", party=third))
    assert again(ticket).waiting_on == "third_party"
    act(page, "w")
    write("They answered.")
    send(page)
    day.heard(say("went on"))
    act(page, "e")
    write("Needs the core team.")
    send(page)
    expect(page.get_by_role("status").filter(has_text=say("Escalated."))).to_be_attached()
    expect(page.get_by_role("main")).to_be_focused()

    act(page, "y")
    day.look()
    for words in ("noc@carrier.example", "", "Trunk 7", "It is dead."):
        write(words)
        press("Tab")
    press("Control+Enter")
    expect(page.locator("#side-threads")).to_contain_text("It is dead.")
    assert SideThread.objects.get().subject == "Trunk 7"
    press("c")
    page.locator("#compose-call textarea:focus").wait_for()
    write("It is back.")
    press("Control+Enter")
    day.heard("It is back.")
    press("Escape")
    act(page, "s")
    write("And a fax")
    press("Tab")
    write("The fax is dead.")
    press("Control+Enter")
    day.goes_to(rf"/t/(?!{ticket.number})\d+$")
    assert Ticket.objects.get(split_from=ticket).subject == "And a fax"

    press("/")
    write("quagga is:open")
    press("Enter")
    day.goes_to(r"/search\?q=quagga")
    press("j")
    expect(page.locator(f"#a{other.number}")).to_be_focused()
    press("Control+k")
    place = say("Unassigned")
    write(place[:6])
    expect(page.get_by_role("option", selected=True)).to_contain_text(place)
    day.look()
    press("Enter")
    day.goes_to("/q/unassigned$")
    press("/")
    write(f"#{ticket.number}")
    press("Enter")
    day.goes_to(rf"/t/{ticket.number}$")

    act(page, "r")
    day.look()
    write("The trunk was replaced.")
    send(page)
    day.heard(say("resolved it"))
    resolved = re.compile(rf"{re.escape(say('Resolved recently'))} 1")
    expect(page.get_by_role("link", name=resolved)).to_be_visible()
    act(page, "o")
    send(page)
    day.heard(say("reopened it"))
    assert again(ticket).status == "open"
    left = english(day, data())
    assert len(left) > 100 if day.language == "en" else not left, left


def written(day: Day, ticket: Ticket) -> str:
    """When it came, in full: as the language writes it, where the reader is, with the zone."""
    zone = ZONES[day.language]
    with translation.override(day.language):
        at = date_format(ticket.opened_at.astimezone(ZoneInfo(zone)), "DATETIME_FORMAT")
    return f"{at} ({zone})"


def english(day: Day, own: set[str]) -> set[str]:
    """What was read and our catalogue says otherwise in another language; `own` are people's words.
    Of a day in English it is nearly all: so much would be found."""
    language = "es" if day.language == "en" else day.language
    return {text for text in day.read - own if ours_in_english(language)(text)}


@cache
def ours_in_english(language: str) -> Callable[[str], object]:
    said = entries(translation.to_locale(language))
    known = {form for entry in said.values() for form in forms(entry)}
    texts = [
        " ".join(text.split())
        for entry in said.values()
        for text in (entry.msgid, entry.msgid_plural)
        if text and text not in known and len(re.sub(r"\W|_", "", PLACE.sub("", text))) > 3
    ]
    return re.compile("|".join(map(as_pattern, texts))).fullmatch


def as_pattern(text: str) -> str:
    """A regular expression of what it may look like with its places filled."""
    return ".+".join(re.escape(part.replace("%%", "%")) for part in PLACE.split(text))
