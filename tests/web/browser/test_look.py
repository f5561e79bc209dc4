"""Pages full of everything, in light and dark, wide and narrow: nothing overflows, axe finds
nothing serious, and pictures of them are left in var/screens where SCREENS is set (`make screens`):
to make them is half of the time."""

import os
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page

from prazo.accounts.models import User
from prazo.accounts.sign_in_links import make
from prazo.desk.actions.assign import assign
from prazo.desk.actions.note import note
from prazo.desk.actions.reply import reply
from prazo.desk.models import Message, SavedQueue
from tests.axe import ALL, COLOURS, violations
from tests.web.browser.conftest import ROOT, Open
from tests.world import World

SCREENS = ROOT / "var" / "screens"
COLOURFUL = (
    "queue",
    "search",
    "ticket",
    "ticket-stranger",
    "act-classify",
    "why",
    "search-nothing",
    "queue-builder",
)
WALKED = (
    "queue-empty", "queue-saved", "queue-builder", "queues", "act-classify", "act-exclude",
    "customers", "customer", "person", "new", "me",
)  # fmt: skip
"""What axe looks at in `test_every_page.py`."""

LONG = "Rechtsschutzversicherungsgesellschaftenverzeichnis" * 3


def fill(world: World) -> dict[str, str]:
    """Tickets in every state, texts of every length; the pages to look at."""
    now = timezone.now()
    by = world.by_ann
    urgent = world.ask("URGENT all lines are down", at=now - timedelta(hours=3))
    asked = world.ask("Which invoice is this?", at=now - timedelta(hours=5))
    assign(asked, by=by, at=now - timedelta(hours=4), to=world.ann)
    reply(asked, by=by, at=now - timedelta(hours=3), text="Which one?", then_wait=True)
    note(asked, by=by, at=now, text="The old system counts them twice.")
    text = f"Hello,\n{LONG}\nhttps://x.example/{'a' * 300}\n\n-- \nRita\n> quoted"
    long = world.ask(LONG, at=now, text=text)
    Message.objects.filter(ticket=long).update(html="<p>Hello <b>there</b></p>")
    stranger = world.ask("Who are you?", at=now, sender="x@nowhere.example")
    saved = SavedQueue.objects.create(
        name=LONG[:80],
        owner=world.ann,
        made_at=now,
        conditions={"all_of": [{"field": "assignee", "op": "is_not", "values": ["me"]}]},
        columns=["status", "customer", "opened"],
    )
    more = {
        "act-wait": f"/t/{urgent.number}/wait",
        "act-correct": f"/t/{urgent.number}/correction",
        "act-version": f"/t/{urgent.number}/agreement",
        "new-first": "/new/first",
        "notices": "/notices",
        "notice-choices": "/me/notices",
        "person-change": f"/people/{world.requester.pk}/change",
        "board": "/board",
        "wall": "/board/wall?hours=8",
    }
    return (more if "SCREENS" in os.environ else {}) | {  # looked at by people; walked elsewhere
        "queue": "/",
        "queue-empty": "/q/escalated",
        "queue-saved": f"/q/s/{saved.pk}",
        "queue-builder": f"/queues/{saved.pk}",
        "queues": "/queues",
        "ticket": f"/t/{asked.number}",
        "ticket-played": f"/t/{asked.number}?play=due&at=-.1",
        "ticket-urgent": f"/t/{urgent.number}",
        "ticket-long": f"/t/{long.number}",
        "ticket-stranger": f"/t/{stranger.number}",
        "act-classify": f"/t/{urgent.number}/classification",
        "act-exclude": f"/t/{urgent.number}/exclusion",
        "why": f"/t/{asked.number}/why/resolution",
        "customers": "/customers",
        "customer": f"/customers/{world.customer.pk}",
        "person": f"/people/{world.requester.pk}",
        "search": "/search?q=invoice",
        "search-nothing": "/search?q=zebra",
        "new": "/new",
        "me": "/me",
        "missing": "/t/1",
    }


def overflow(page: Page) -> int:
    return int(page.evaluate("document.documentElement.scrollWidth - innerWidth"))


def picture(page: Page, name: str) -> None:
    if "SCREENS" not in os.environ:
        return
    SCREENS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=str(SCREENS / f"{name}.png"), full_page=True)


@pytest.mark.parametrize("scheme", ["light", pytest.param("dark", marks=pytest.mark.slow)])
def test_pages_look_right(world: World, open_as: Open, scheme: str) -> None:
    """In the dark only those that have colours of their own, and nothing but the colours."""
    pages = fill(world)
    page = open_as(world.ann, scheme=scheme)
    for name, path in pages.items():
        if scheme == "dark" and name not in COLOURFUL:
            continue
        page.goto(path)
        picture(page, f"{name}-{scheme}")
        assert overflow(page) <= 0, name
        rules = COLOURS if scheme == "dark" else ALL
        assert name in WALKED or violations(page, rules=rules) == [], name


@pytest.mark.parametrize("language", ["en", "pt-br", "es"])
def test_the_ledger_fits_whatever_lengths_it_holds(
    world: World, open_as: Open, language: str
) -> None:
    """Instants have microseconds in life, and so have the lengths between them."""
    User.objects.filter(pk=world.ann.pk).update(language=language)
    now = timezone.now().replace(microsecond=123456)
    ticket = world.ask("Which invoice is this?", at=now - timedelta(days=5, microseconds=777))
    reply(ticket, by=world.by_ann, at=now - timedelta(hours=3), text="Which one?", then_wait=True)
    page = open_as(world.ann, f"/t/{ticket.number}/why/resolution")
    assert page.locator(".ledger-table wbr").count()
    picture(page, f"why-microseconds-{language}")
    assert (
        page.evaluate("(e => e.scrollWidth - e.clientWidth)(document.querySelector('.scroll'))")
        <= 0
    )


def test_nothing_overflows_on_a_telephone(world: World, open_as: Open) -> None:
    """Where it is narrowest, in the language with the longest words."""
    User.objects.filter(pk=world.ann.pk).update(language="pt-br")
    pages = fill(world)
    page = open_as(world.ann, width=360)
    for name, path in pages.items():
        page.goto(path)
        if name == "ticket":
            page.locator(".more > summary").click()  # its list fell off the edge, half of it unread
        picture(page, f"{name}-360")
        assert overflow(page) <= 0, name


def test_figures_fit_a_telephone_in_spanish(world: World, open_as: Open) -> None:
    """ "incumplida" is the longest of the words above them."""
    User.objects.filter(pk=world.ann.pk).update(language="es")
    now = timezone.now()
    answered = world.ask("one", at=now - timedelta(days=3))
    reply(answered, by=world.by_ann, at=now - timedelta(days=3) + timedelta(minutes=1), text="Yes.")
    due = answered.clocks.exclude(due_at=None).earliest("due_at").due_at
    page = open_as(world.ann, f"/customers/{world.customer.pk}?month={due:%Y-%m}", width=360)
    assert page.locator("table.figures").count()
    assert overflow(page) <= 0


def test_the_rail_folds_on_a_telephone(world: World, open_as: Open) -> None:
    page = open_as(world.ann, width=360)
    rail = page.locator("#rail")
    assert not rail.is_visible()
    page.get_by_role("link", name="Menu", exact=True).click()
    assert rail.is_visible()
    page.get_by_role("link", name="Mine").click()
    page.wait_for_url("**/q/mine")
    assert not rail.is_visible()


def test_a_visitor_signs_in(world: World, open_as: Open) -> None:
    page = open_as(world.ann)
    page.goto("about:blank")  # else the queue, refused, goes to sign in while we go there
    page.context.clear_cookies()
    for path in ("/sign-in", "/sign-in/link/used"):
        page.goto(path)
        picture(page, path.strip("/").replace("/", "-"))
        assert violations(page) == []
    page.goto(f"/sign-in/link/{make(world.ann, timezone.now())}")
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/")
    assert page.get_by_role("heading", name="Due next").is_visible()


def test_calm_for_those_who_asked_for_it(world: World, open_as: Open) -> None:
    page = open_as(world.ann)
    page.emulate_media(reduced_motion="reduce")
    moving = """[...document.querySelectorAll('*')].map(getComputedStyle).filter(
        s => s.animationName !== 'none' || s.transitionDuration.split(',').some(d => parseFloat(d))
    ).length"""
    assert page.evaluate(moving) == 0
