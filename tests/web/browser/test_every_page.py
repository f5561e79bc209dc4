"""Every page of the table of doors, as whoever may set most up there sees it: axe finds nothing
serious, neither on it, nor where nothing is there yet, nor in what a form says that was refused.
And none loads more script than it may while nobody touches it.

Colours are judged in the light and in the dark, of each kind of element where it first stands.
"""

import copy
from dataclasses import dataclass, field

import pytest
from django.db import transaction
from django.http import HttpResponseBase
from django.test import Client
from playwright.sync_api import Page

from prazo.accounts.models import User
from tests.axe import ALL_BUT_COLOURS, COLOURS, violations
from tests.web import doors as table
from tests.web.browser.conftest import Open
from tests.web.doors import IN, Doors, expected, make_doors
from tests.web.settings.conftest import Setters
from tests.web.settings.conftest import setters as setters
from tests.web.test_permissions import ALL
from tests.world import World

LOOKS = ("admin", "boss", "ann", "nobody")
"""The first of them that comes in is who looks."""

MORE = {"customer_targets": "?month=2026-03&metric=first_response&outcome=missed"}
"""What pages ask for that show nothing without."""

FRAME = (".rail", "header.top")
"""Judged once: it is the same on every page."""

SAME = ("#head", "#talk", ".about")
"""Of a ticket's page, whatever is done on it."""

PUT_IN = """(html) => {
  const main = new DOMParser().parseFromString(html, "text/html").querySelector("main");
  document.querySelector("main").replaceWith(main);
}"""
KINDS = """() => {
  const kind = (el, up) => el === document.body || !up ? ""
    : `${kind(el.parentElement, up - 1)}>${el.tagName}.${el.className}`;
  const written = (el) => [...el.childNodes].some((one) => one.nodeType === 3 && one.data.trim());
  window.told = [...document.body.querySelectorAll("*")].filter(written);
  const first = {};
  told.forEach((el, place) => (first[kind(el, 4)] ??= place));
  return first;
}"""
"""Where each kind of element first stands."""
MARK = """(places) => {
  for (const before of document.querySelectorAll("[data-fresh]")) delete before.dataset.fresh;
  for (const place of places) told[place].dataset.fresh = "";
}"""
MOST = 100_000  # bytes, with what comes as soon as a field is reached
SCRIPTS = """() => performance.getEntriesByType("resource")
  .filter((one) => /[.]js([?]|$)/.test(one.name))
  .reduce((sum, one) => sum + one.decodedBodySize, 0)"""


@dataclass(frozen=True, slots=True)
class Shown:
    visitor: str
    address: str
    others: list[str]
    """What may stand there instead, as HTML: nothing yet, or why a form was refused."""


@dataclass(slots=True)
class Judge:
    wrong: list[str] = field(default_factory=list)
    judged: int = 0
    scripts: int = 0
    kinds: set[str] = field(default_factory=set)
    schemes: dict[Page, list[str]] = field(default_factory=dict)
    """Light and dark, the one first that a page is in."""

    def judge(self, page: Page, name: str, within: str = "html", but: tuple[str, ...] = ()) -> None:
        found = violations(page, within, but=but, rules=ALL_BUT_COLOURS)
        if self._mark_fresh(page):
            schemes = self.schemes.setdefault(page, ["light", "dark"])
            found += violations(page, "[data-fresh]", rules=COLOURS)
            schemes.reverse()
            page.emulate_media(color_scheme=schemes[0])  # type: ignore[arg-type]
            found += violations(page, "[data-fresh]", rules=COLOURS)
        self.wrong += [f"{name}: {one}" for one in found]
        self.judged += 1

    def weigh(self, page: Page, name: str) -> None:
        """Of its scripts, those that came though nobody asked for them, too."""
        loaded = page.evaluate(SCRIPTS)
        self.scripts = max(self.scripts, loaded)
        if loaded > MOST:
            self.wrong.append(f"{name}: {loaded} bytes of script")

    def _mark_fresh(self, page: Page) -> bool:
        """Elements of a kind whose colours were not judged yet: of other classes, or within what
        has others."""
        first: dict[str, int] = page.evaluate(KINDS)
        fresh = first.keys() - self.kinds
        self.kinds |= fresh
        if fresh:
            page.evaluate(MARK, [first[kind] for kind in fresh])
        return bool(fresh)


def test_axe_finds_nothing_serious_on_any_page(
    world: World, setters: Setters, open_as: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    few = {"UTC", "Europe/Berlin"}  # else much of the time is spent on drawing zones
    monkeypatch.setattr("zoneinfo.available_timezones", lambda: few)
    doors = make_doors(world, setters)
    pages: dict[str, Page] = {}
    judge = Judge()
    for shown in all_there_is(doors, setters):
        is_first = shown.visitor not in pages
        if is_first:
            pages[shown.visitor] = opened(open_as, doors.people[shown.visitor], world)
        page = pages[shown.visitor]
        page.goto(shown.address, wait_until="load")
        judge.weigh(page, shown.address)
        judge.judge(page, shown.address, but=() if is_first else FRAME)
        for html in shown.others:
            page.evaluate(PUT_IN, html)
            judge.judge(page, f"{shown.address}, otherwise", within="main", but=SAME)
    assert not judge.wrong, "\n".join(judge.wrong)
    assert judge.judged > 150, judge.judged
    assert judge.scripts > MOST / 2, "scripts were not counted"


def opened(open_as: Open, user: User | None, world: World) -> Page:
    page = open_as(user or world.ann, "about:blank")
    if user is None:
        page.context.clear_cookies()
    return page


def all_there_is(doors: Doors, setters: Setters) -> list[Shown]:
    """Acts are shown on their ticket's page, as scripts put them there."""
    browsers = {name: browser(doors.people[name]) for name in LOOKS}
    elsewhere = browser(setters.otto)
    ticket = f"/t/{doors.ticket.number}"
    found: dict[str, Shown] = {}
    for route, pattern in ALL:
        name, row = str(pattern.name), expected(pattern)
        visitor = next((one for one in LOOKS if row[one] == IN), "")
        if name in table.BEFORE:
            visitor = "nobody"
        if not visitor or name in table.NOT_WALKED:
            continue
        address = doors.address(route, name) + MORE.get(name, "")
        if not (whole := page_of(browsers[visitor], "get", address)):
            continue
        others = [page_of(browsers[visitor], "post", address, (409, 422))]
        empty = f"/{route.replace('<slug:desk>', 'other-desk').replace('<slug:slug>', 'mine')}"
        if "<" not in empty and visitor == "admin":
            others.append(page_of(elsewhere, "get", empty))
        if address.startswith(f"{ticket}/") and 'id="act"' in whole:
            found[ticket].others.extend(filter(None, [whole, *others]))
        else:
            found[address] = Shown(visitor, address, list(filter(None, others)))
    return list(found.values())


def browser(user: User | None) -> Client:
    client = Client()
    if user is not None:
        client.force_login(user)
    return client


def page_of(browser: Client, method: str, address: str, statuses: tuple[int, ...] = (200,)) -> str:
    """The HTML of a whole page, "" of anything else. What was done is taken back, so that all
    pages show the same world, and whoever looks stays signed in."""
    session = copy.deepcopy(browser.cookies)
    with transaction.atomic():
        answer: HttpResponseBase = getattr(browser, method)(address)
        transaction.set_rollback(True)
    browser.cookies = session
    if answer.streaming or answer.status_code not in statuses:
        return ""
    html: str = answer.content.decode(errors="replace")  # type: ignore[attr-defined]
    return html if "<main" in html else ""
