"""The settings and the public pages in a real browser: light, dark, narrow, without scripts."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from prazo.accounts.models import Desk, Role, User
from prazo.agreements.models import in_force
from prazo.agreements.take import adopt, take
from prazo.channels.email.models import MailAccount
from prazo.customers.models import Contract, Customer, CustomerDomain
from tests.axe import violations
from tests.channels.email.mail_servers import MailServer
from tests.web.browser.conftest import ROOT, Open
from tests.web.browser.test_look import LONG, overflow, picture
from tests.web.factors import give_app
from tests.world import TEXT, World, hire, meet, open_desk

NEXT = TEXT.replace('version: "1"', 'version: "2"').replace("in: 1h}", "in: 45m}")
WORSE = NEXT.replace("Europe/Berlin", "Mars/Base").replace("met_by: reply", "met_by: hope", 1)
SHIPPED = ROOT / "agreements"
COLOURFUL = (
    "overview", "desk", "agreement", "review", "faults", "mail-tried", "contract", "history",
    "public", "public-index",
)  # fmt: skip
WALKED = (
    "overview", "new-desk", "version", "mail-new", "entrances", "people", "member", "sign-in",
    "roles", "teams", "team", "customers", "requesters", "requester",
)  # fmt: skip
"""What axe looks at in `test_every_page.py`."""

PUBLIC = {
    "public": "/agreements/aivo?lang=en",
    "public-ru": "/agreements/dialog?lang=ru",
    "public-announced": "/agreements/acme-desk/2",
    "public-index": "/agreements/?lang=de",
}


@pytest.fixture
def boss(world: World) -> User:
    """Who administers everything, over desks that have everything, and things of every length."""
    boss = hire(world.desk, "boss", Role.ADMIN)
    User.objects.filter(pk=boss.pk).update(administers=True)
    adopt(world.desk, take(NEXT), since=datetime.now(UTC) + timedelta(days=20))
    MailAccount.objects.create(
        desk=world.desk, address=f"{LONG[:50]}@desk.example", imap_host="mail.desk.example",
        error="IMAP: mail.desk.example:993 did not answer", error_at=datetime.now(UTC),
    )  # fmt: skip
    for name in ("360dialog", "aivo"):
        slug = name.removeprefix("360")
        desk = open_desk(slug, take((SHIPPED / f"{name}.yaml").read_text()))
        customer = Customer.objects.create(desk=desk, name="Meridian")
        Contract.objects.create(
            desk=desk, customer=customer, name="2026", figures={"resolution_24x7": "8h"}
        )
    beta = Customer.objects.create(desk=world.desk, name=LONG)
    for domain in ("acme.example", f"{LONG[:60]}.example"):
        CustomerDomain.objects.create(desk=world.desk, customer=beta, domain=domain)
    Contract.objects.create(desk=world.desk, customer=beta, name="2026", state="suspended")
    give_app(world.ann)
    meet(world.desk, beta, "", f"{LONG[:60]}@acme.example")
    return boss


def pages(world: World) -> dict[str, str]:
    at = f"/settings/desk/{world.desk.slug}"
    beta = Customer.objects.get(name=LONG)
    aivo = Contract.objects.get(desk__slug="aivo")
    return {
        "overview": "/settings/",
        "new-desk": "/settings/new-desk",
        "desk": f"{at}/",
        "desk-aivo": "/settings/desk/aivo/",
        "agreement": f"{at}/agreement",
        "version": f"{at}/agreement/version/{world.version.pk}",
        "mail": f"{at}/mail",
        "mail-new": f"{at}/mail/new",
        "mail-account": f"{at}/mail/{MailAccount.objects.get().pk}",
        "entrances": f"{at}/entrances",
        "people": f"{at}/people",
        "member": f"{at}/people/{world.desk.members.get(user=world.ann).pk}",
        "sign-in": f"{at}/sign-in",
        "roles": f"{at}/roles",
        "teams": f"{at}/teams",
        "team": f"{at}/teams/{world.front.pk}",
        "customers": f"{at}/customers",
        "customer": f"{at}/customers/{beta.pk}",
        "contract": f"/settings/desk/aivo/contracts/{aivo.pk}",
        "requesters": f"{at}/requesters",
        "requester": f"{at}/requesters/{world.requester.pk}",
        **PUBLIC,
    }


def upload(page: Page, world: World, text: str, folder: Path) -> None:
    file = folder / "agreement.yaml"
    file.write_text(text)
    page.goto(f"/settings/desk/{world.desk.slug}/agreement")
    page.get_by_label("File").set_input_files(file)
    page.get_by_role("button", name="Look at it").click()


def judge(page: Page, name: str, scheme: str) -> None:
    picture(page, f"settings-{name}-{scheme}")
    assert overflow(page) <= 0, name
    assert name in WALKED or violations(page) == [], name


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_look_right(
    world: World, boss: User, open_as: Open, scheme: str, tmp_path: Path
) -> None:
    page = open_as(boss, scheme=scheme)
    for name, path in pages(world).items():
        if scheme == "light" or name in COLOURFUL:
            page.goto(path)
            judge(page, name, scheme)
    upload(page, world, WORSE, tmp_path)
    judge(page, "faults", scheme)
    upload(page, world, NEXT, tmp_path)
    judge(page, "review", scheme)
    page.goto(f"/settings/desk/{world.desk.slug}/mail/{MailAccount.objects.get().pk}")
    page.get_by_role("button", name="Try it").click()
    judge(page, "mail-tried", scheme)
    page.goto(f"/settings/desk/{world.desk.slug}/people")
    page.get_by_role("button", name="Invite").click()
    judge(page, "people-refused", scheme)
    page.goto(f"/settings/desk/{world.desk.slug}/")
    page.get_by_label("Name").fill("Acme care")
    page.get_by_role("button", name="Keep").click()
    page.goto("/settings/history")
    judge(page, "history", scheme)


@pytest.mark.parametrize("language", ["pt-br", pytest.param("es", marks=pytest.mark.slow)])
def test_nothing_overflows_on_a_telephone(
    world: World, boss: User, open_as: Open, language: str
) -> None:
    User.objects.filter(pk=boss.pk).update(language=language)
    page = open_as(boss, width=360)
    for name, path in pages(world).items():
        page.goto(path)
        picture(page, f"settings-{name}-360-{language}")
        assert overflow(page) <= 0, name


def test_a_version_is_taken_in_without_scripts(
    world: World, boss: User, open_as: Open, tmp_path: Path
) -> None:
    """Broken, mended on the page, looked at, adopted."""
    page = open_as(boss, script=False)
    upload(page, world, WORSE.replace('"2"', '"3"'), tmp_path)
    expect(page.get_by_text("2 things are wrong with it.")).to_be_visible()
    area = page.get_by_label("Its text")
    area.fill(area.input_value().replace("Mars/Base", "Europe/Berlin").replace("hope", "reply"))
    page.get_by_role("button", name="Look again").click()
    expect(page.get_by_text("45 min")).not_to_have_count(0)
    page.get_by_role("button", name="Adopt", exact=True).click()
    expect(page.get_by_text("Adopted. Running tickets stay")).to_be_visible()
    assert str(in_force(world.desk.pk, datetime.now(UTC))) == "small 3"


def test_somebody_is_invited_by_keyboard_and_signs_in(
    world: World, boss: User, open_as: Open
) -> None:
    page = open_as(boss, f"/settings/desk/{world.desk.slug}/people")
    page.get_by_label("E-mail").focus()
    page.keyboard.type("new@desk.example")
    page.keyboard.press("Tab")
    page.keyboard.type("Newt")
    page.keyboard.press("Tab")  # to the role, which is chosen
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_text("It is shown here only")).to_be_visible()
    link = page.get_by_label("Link").input_value()
    page.context.clear_cookies()
    page.goto(link)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/")
    assert world.desk.members.get(user__email="new@desk.example").role == Role.LEAD
    expect(page.locator("#rail").get_by_role("link", name="Settings")).to_have_count(0)


def test_an_account_is_made_and_tried_without_scripts(
    world: World, boss: User, open_as: Open
) -> None:
    page = open_as(boss, f"/settings/desk/{world.desk.slug}/mail/new", script=False)
    with MailServer("imap") as server:
        page.get_by_label("Address", exact=True).fill("box@desk.example")
        page.get_by_label("User name").fill("box@desk.example")
        page.get_by_label("Password optional").fill("right-horse-9")
        inbound = page.get_by_role("group", name="Mail in (IMAP)")
        inbound.get_by_label("Server").fill("localhost")
        inbound.get_by_label("Port").fill(str(server.port))
        inbound.get_by_label("Encryption").select_option("none")
        page.get_by_role("button", name="Keep").click()
        page.get_by_role("button", name="Try it").click()
        expect(page.get_by_text("signed in, and found the folder INBOX.")).to_be_visible()
    assert "right-horse-9" not in page.content()


def test_a_visitor_reads_and_changes_the_language(world: World, boss: User, open_as: Open) -> None:
    page = open_as(boss, "/agreements/")
    page.context.clear_cookies()
    page.goto("/agreements/dialog")
    page.get_by_role("link", name="Deutsch").click()
    expect(page.locator("html")).to_have_attribute("lang", "de")
    page.get_by_role("link", name="Русский").click()
    expect(page.locator("html")).to_have_attribute("lang", "ru")
    assert page.context.cookies() == []
    assert Desk.objects.get(slug="dialog").adoptions.count() == 1
