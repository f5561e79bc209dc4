"""The addresses of a person, and the page on which an owner says whether one is his."""

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from prazo.accounts.models import Role, User
from prazo.accounts.operator import Operator
from prazo.customers.actions.add_address import add_address
from prazo.customers.models import AddressClaim, RequesterAddress
from tests.axe import violations
from tests.web.browser.conftest import Open
from tests.web.browser.test_look import LONG, overflow, picture
from tests.world import World, hire


@pytest.fixture
def ada(world: World) -> User:
    return hire(world.desk, "ada", Role.ADMIN)


def claimed(world: World, ada: User, address: str) -> str:
    """Where its owner answers."""
    asked = add_address(world.requester, address, by=Operator(ada, datetime.now(UTC)))
    assert asked is not None
    AddressClaim.objects.filter(pk=asked.claim.pk).update(asked_at=datetime.now(UTC))
    return f"/address/{asked.token}"


def in_every_state(world: World, ada: User) -> str:
    link = claimed(world, ada, f"{LONG[:60]}@home.example")
    for address, changed in (
        ("lapsed@home.example", {"expires_at": datetime.now(UTC) - timedelta(days=1)}),
        ("unasked@home.example", {"asked_at": None}),
        ("una@home.example", {"owned_at": datetime.now(UTC)}),
    ):
        claimed(world, ada, address)
        AddressClaim.objects.filter(address=address).update(**changed)
    world.ask(sender="una@home.example")
    RequesterAddress.objects.create(
        desk=world.desk, requester=world.requester, address="rita@confirmed.example",
        confirmed_at=datetime.now(UTC),
    )  # fmt: skip
    return link


def judge(page: Page, name: str) -> None:
    picture(page, f"addresses-{name}")
    assert overflow(page) <= 0, name
    assert violations(page) == [], name


@pytest.mark.parametrize(
    ("width", "scheme"), [pytest.param(1280, "light", marks=pytest.mark.slow), (360, "dark")]
)
def test_pages_look_right(world: World, ada: User, open_as: Open, width: int, scheme: str) -> None:
    link = in_every_state(world, ada)
    page = open_as(ada, width=width, scheme=scheme)
    for name, path in (
        ("settings", f"/settings/desk/{world.desk.slug}/requesters/{world.requester.pk}"),
        ("person", f"/people/{world.requester.pk}"),
        ("asked", f"{link}?lang=ru"),
        ("gone", "/address/nothing?lang=de"),
    ):
        page.goto(path)
        judge(page, f"{name}-{width}-{scheme}")


def test_an_owner_says_yes_without_scripts(world: World, ada: User, open_as: Open) -> None:
    link = claimed(world, ada, "rita@home.example")
    page = open_as(ada, script=False, width=360)
    page.context.clear_cookies()
    page.goto(link)
    page.get_by_role("link", name="Português").click()
    page.get_by_role("button", name="Sim, é meu").click()
    expect(page.get_by_text("O endereço é seu aqui.")).to_be_visible()
    assert world.requester.addresses.filter(address="rita@home.example").exists()
    page.goto(link)
    expect(page.get_by_role("heading", name="This link does not work any more")).to_be_visible()


def test_an_address_is_added_and_taken_away_by_keyboard(
    world: World, ada: User, open_as: Open
) -> None:
    path = f"/settings/desk/{world.desk.slug}/requesters/{world.requester.pk}"
    page = open_as(ada, path, script=False)
    page.get_by_label("One more address").focus()
    page.keyboard.type("rita@home.example")
    page.keyboard.press("Enter")
    expect(page.get_by_text("nobody was asked")).to_be_visible()  # this desk cannot send
    page.get_by_role("button", name="Ask again about rita@home.example").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Removed.")).to_be_visible()
    assert not AddressClaim.objects.exists()
