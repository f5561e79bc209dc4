"""The promise board in a real browser: by keys, by dragging, live, and how it looks."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from prazo.accounts.models import Member, User
from prazo.customers.models import Contract
from prazo.desk.actions.assign import assign
from prazo.desk.actions.close import close
from prazo.desk.actions.reply import reply
from prazo.desk.models import Ticket
from prazo.routing.actions.set_absence import set_absence
from tests.axe import violations
from tests.routing.office import holder, member, operator, policy, shift
from tests.web.browser.conftest import Open
from tests.web.browser.test_look import overflow, picture
from tests.world import World

ALWAYS = {str(day): [[0, 86400]] for day in range(7)}


def promised(
    world: World,
    subject: str,
    minutes: int,
    to: User | None = None,
    now: datetime | None = None,
) -> Ticket:
    """A ticket that must be answered until then: urgent ones within an hour, round the clock."""
    now = now or timezone.now()
    ticket = world.ask(f"URGENT {subject}", at=now + timedelta(minutes=minutes - 60))
    if to is not None:
        assign(ticket, by=world.by_lea, at=now, to=to)
    return ticket


def solved_until(world: World, subject: str, minutes: int, to: User) -> Ticket:
    """One that was answered, and must be solved until then: within eight hours."""
    opened = timezone.now() + timedelta(minutes=minutes - 480)
    ticket = world.ask(f"URGENT {subject}", at=opened)
    reply(ticket, by=world.by_lea, at=opened, text="We are on it.")
    assign(ticket, by=world.by_lea, at=opened, to=to)
    return ticket


def card(page: Page, ticket: Ticket):  # type: ignore[no-untyped-def]
    return page.locator(f'.owed a[href="/t/{ticket.number}"]').first


def row(page: Page, user: User | None):  # type: ignore[no-untyped-def]
    return page.locator(f'#board tr[data-to="{user.pk if user else ""}"]')


def test_by_keyboard_alone(world: World, open_as: Open) -> None:
    now = timezone.now()  # for both: they stand in one column
    first, second = (promised(world, name, 50, now=now) for name in ("one", "two"))
    page = open_as(world.ann)
    page.keyboard.press("d")
    page.wait_for_url("**/board")
    page.keyboard.press("j")
    expect(card(page, first)).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(card(page, second)).to_be_focused()
    page.keyboard.press("k")
    expect(card(page, first)).to_be_focused()
    page.keyboard.press("r")
    expect(page.locator("#whom")).to_be_focused()
    page.keyboard.type("le")
    expect(page.locator(".who:visible")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(row(page, world.lea)).to_contain_text(f"#{first.number}")
    expect(page.locator("#give")).to_be_hidden()
    expect(card(page, first)).to_be_focused()
    assert holder(first) == world.lea
    page.keyboard.press("r")
    expect(page.locator("#whom")).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Escape")
    expect(page.locator("#give")).to_be_hidden()
    expect(card(page, first)).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/t/{first.number}")


def test_the_caret_goes_on_where_its_promise_is_gone(world: World, open_as: Open) -> None:
    now = timezone.now()
    first, second, third = (promised(world, str(n), 50 + n, now=now) for n in range(3))
    page = open_as(world.ann, "/board")
    page.keyboard.press("j")
    expect(card(page, first)).to_be_focused()
    close(first, by=world.by_bob, at=timezone.now(), reason="Gone.")
    expect(card(page, first)).to_have_count(0)
    expect(card(page, second)).to_be_focused()
    page.keyboard.press("r")
    expect(page.locator("#whom")).to_be_focused()
    close(second, by=world.by_bob, at=timezone.now(), reason="Gone.")
    expect(card(page, second)).to_have_count(0)
    expect(page.locator("#whom")).to_be_focused()
    page.keyboard.press("Escape")
    expect(card(page, third)).to_be_focused()


def test_by_dragging_onto_a_person(world: World, open_as: Open) -> None:
    ticket = promised(world, "one", 50)
    page = open_as(world.ann, "/board?hours=2")
    card(page, ticket).drag_to(row(page, world.ann).locator("th"))
    expect(row(page, world.ann)).to_contain_text(f"#{ticket.number}")
    assert holder(ticket) == world.ann
    card(page, ticket).drag_to(row(page, None).first.locator("th"))
    expect(row(page, None).first).to_contain_text(f"#{ticket.number}")
    assert holder(ticket) is None


def test_what_cannot_be_is_said(world: World, open_as: Open) -> None:
    ticket = promised(world, "one", 50)
    page = open_as(world.ann, "/board")
    card(page, ticket).focus()
    page.keyboard.press("r")
    expect(page.locator("#whom")).to_be_focused()
    Member.objects.filter(user=world.lea).delete()
    page.keyboard.type("lea")
    page.keyboard.press("Enter")
    expect(page.locator("#give .error")).to_be_visible()
    assert holder(ticket) is None


def test_live_and_one_click_for_what_would_be_missed(world: World, open_as: Open) -> None:
    page = open_as(world.ann, "/board")
    expect(page.get_by_text("Nothing falls due.")).to_be_visible()
    page.wait_for_timeout(500)
    tickets = [promised(world, f"No {n}", 20, world.ann) for n in range(2)]
    expect(page.locator(".tallies")).to_contain_text("1 will be missed")
    page.get_by_role("button", name="Give it to Lea").click()
    expect(page.locator(".tallies")).not_to_contain_text("will be missed")
    assert {holder(ticket) for ticket in tickets} == {world.ann, world.lea}


def test_without_scripts(world: World, open_as: Open) -> None:
    ticket = promised(world, "one", 50)
    page = open_as(world.ann, "/board", script=False)
    expect(card(page, ticket)).to_be_visible()
    page.goto(f"/board/t/{ticket.number}")
    page.get_by_role("button", name="Lea").click()
    page.wait_for_url("**/board?hours=8")
    expect(row(page, world.lea)).to_contain_text(f"#{ticket.number}")


def fill(world: World) -> dict[str, str]:
    policy(world, order="load")
    Contract.objects.update(figures={})
    for user in (world.ann, world.bob):
        shift(world, user, ALWAYS)
        member(world.desk, user).teams.set([world.front])
    shift(world, world.lea, {"0": [[3600, 3660]]})
    away_at = timezone.now() - timedelta(hours=1)
    set_absence(
        member(world.desk, world.lea), starts_at=away_at, ends_at=away_at + timedelta(days=3),
        reason="Holidays", substitute=world.bob, by=operator(world.lea, away_at),
    )  # fmt: skip
    for n, minutes in enumerate((-200, 8, 14, 20, 25)):
        promised(world, f"The line breaks after {n} minutes", minutes, world.ann)
    for n, minutes in enumerate((95, 130, 250, 300, 310)):
        solved_until(world, f"Calls are lost after {n} minutes", minutes, world.bob)
    promised(world, "Invoices twice", 45)
    long = "Rechtsschutzversicherungsgesellschaftenverzeichnis" * 3
    solved_until(world, long, 130, world.bob)
    ticket = solved_until(world, "no dial tone", 400, world.lea)
    return {
        "board": "/board",
        "board-giving": f"/board/t/{ticket.number}",
        "board-wall": "/board/wall",
        "shifts": "/shifts/acme-desk",
        "shift": f"/shifts/acme-desk/{member(world.desk, world.ann).pk}",
    }


@pytest.mark.parametrize("scheme", ["light", pytest.param("dark", marks=pytest.mark.slow)])
def test_pages_look_right(world: World, open_as: Open, scheme: str) -> None:
    """In the dark only what has colours of its own."""
    pages = fill(world)
    page = open_as(world.lea, scheme=scheme)
    for name in pages if scheme == "light" else ("board", "shifts"):
        page.goto(pages[name])
        picture(page, f"{name}-{scheme}")
        assert overflow(page) <= 0, name
        assert violations(page) == [], name


def test_nothing_overflows_on_a_telephone(world: World, open_as: Open) -> None:
    User.objects.filter(pk=world.lea.pk).update(language="pt-br")
    pages = fill(world)
    page = open_as(world.lea, width=360)
    for name, path in pages.items():
        page.goto(path)
        picture(page, f"{name}-360")
        assert overflow(page) <= 0, name
