"""Two factors in a real browser, with an authenticator that Chromium plays itself."""

import re
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Page, expect

from prazo.accounts.factors.held import factors_of
from prazo.accounts.models import Change
from prazo.accounts.sign_in_links import make
from tests.axe import violations
from tests.web.browser.conftest import Open
from tests.web.browser.test_look import overflow, picture
from tests.web.factors import code
from tests.world import World


def plug_in(page: Page) -> None:
    """A key that knows its owner by a finger."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
            }
        },
    )


def judge(page: Page, name: str) -> None:
    picture(page, f"factors-{name}")
    assert overflow(page) <= 0, name
    assert not (found := violations(page)), f"{name}: {found}"


def test_a_passkey_is_made_and_signs_in(world: World, open_as: Open) -> None:
    page = open_as(world.ann, "/me", by_link=True)
    plug_in(page)
    page.get_by_role("link", name="Set up a second factor").click()
    judge(page, "none")
    page.get_by_role("link", name="Add a passkey").click()
    page.get_by_label("What you call it").fill("Key of the office")
    judge(page, "passkey")
    page.get_by_role("button", name="Make a passkey").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    judge(page, "codes")
    assert [key.wrap().name for key in factors_of(world.ann).passkeys] == ["Key of the office"]
    assert Change.objects.filter(what="account.factor_added").exists()

    # Alone, without a password.
    page.goto("/me")
    page.get_by_role("main").get_by_role("button", name="Sign out").click()
    page.get_by_role("link", name="Sign in with a passkey").click()
    judge(page, "sign-in-passkey")
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url("**/")
    expect(page.get_by_role("link", name="Ann")).to_be_visible()

    # As the second step after a link.
    page.goto("/me")
    page.get_by_role("main").get_by_role("button", name="Sign out").click()
    page.goto(f"/sign-in/link/{make(world.ann, datetime.now(UTC))}")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="The second step")).to_be_visible()
    judge(page, "second-step")
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url("**/")
    page.goto("/me/factors")
    judge(page, "one")
    page.get_by_role("button", name="Remove Key of the office").click()
    expect(page.get_by_text("Removed.")).to_be_visible()
    assert not factors_of(world.ann)


def test_a_browser_without_a_key_says_so(world: World, open_as: Open) -> None:
    page = open_as(world.ann, "/me/factors/passkey", by_link=True)
    page.get_by_label("What you call it").fill("None")
    page.evaluate("() => { navigator.credentials.create = () => Promise.reject(new Error()); }")
    page.get_by_role("button", name="Make a passkey").click()
    expect(page.get_by_text("Your browser gave no passkey")).to_be_visible()
    assert not factors_of(world.ann)


@pytest.mark.parametrize(
    ("width", "scheme"), [pytest.param(1280, "dark", marks=pytest.mark.slow), (360, "light")]
)
def test_an_app_is_set_up_by_who_must(world: World, open_as: Open, width: int, scheme: str) -> None:
    page = open_as(world.ann, "/me", width=width, scheme=scheme, by_link=True)
    judge(page, f"me-{width}-{scheme}")
    world.desk.two_factors = True
    world.desk.save()
    page.goto("/")
    expect(page.get_by_text("Your desk asks for two factors.")).to_be_visible()
    judge(page, f"led-{width}-{scheme}")
    page.get_by_role("link", name="Set up an app").click()
    judge(page, f"app-{width}-{scheme}")
    secret = "".join(re.findall("[A-Z2-7]+", page.locator(".secret").inner_text()))
    page.get_by_label("The code your app shows now").fill(code(secret))
    page.get_by_role("button", name="Turn it on").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    judge(page, f"codes-{width}-{scheme}")
    page.get_by_role("link", name="I have kept them").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.goto("/me/factors")
    judge(page, f"own-{width}-{scheme}")
    page.goto("/sign-in")
