"""Single sign-on from end to end, before a small provider that may say anything (S01, S09-S11)."""

import time
from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from allauth.socialaccount.internal import statekit
from allauth.socialaccount.models import SocialAccount, SocialToken
from cryptography.hazmat.primitives.asymmetric import rsa
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from prazo.accounts.actions.forget_factors import forget_factors
from prazo.accounts.models import Change, User
from prazo.accounts.operator import Operator
from prazo.channels.email.models import MailAccount
from prazo.desk.models import Outgoing
from tests.web.conftest import Visit
from tests.web.factors import code, give_app
from tests.web.fake_provider import CLIENT, SECRET, Provider, running
from tests.world import World

BACK = "/sign-in/single/back"


@pytest.fixture(scope="module")
def one_provider() -> Iterator[Provider]:
    with running() as provider:
        yield provider


@pytest.fixture
def provider(one_provider: Provider, world: World, settings: Settings) -> Provider:
    """Ann is known there, under a subject that means nothing to us."""
    fresh = Provider()
    for name in ("signs_with", "algorithm", "calls_itself", "userinfo"):
        setattr(one_provider, name, getattr(fresh, name))
    one_provider.asked.clear()
    one_provider.claims = {"sub": "7f3", "email": world.ann.email, "email_verified": True}
    settings.OIDC_ISSUER = one_provider.issuer
    settings.OIDC_CLIENT, settings.OIDC_SECRET = CLIENT, SECRET
    settings.OIDC_NAME = "Acme ID"
    return one_provider


def go(browser: Client, provider: Provider, onward: str = "/") -> object:
    """To the provider and back, as a browser does."""
    away = browser.get("/sign-in/single", {"next": onward})
    assert away.status_code == 302, away.content
    return browser.get(BACK + provider.authorize(away["Location"]))


def who(browser: Client) -> str:
    answer = browser.get("/me")
    return answer.context["request"].user.email if answer.status_code == 200 else ""


def test_it_signs_in_and_leads_back(provider: Provider, world: World, visit: Visit) -> None:
    browser = visit(None)
    assert "Acme ID" in browser.get("/sign-in").content.decode()
    answer = go(browser, provider, "/search?q=1")
    assert (answer.status_code, answer["Location"]) == (302, "/search?q=1")
    assert who(browser) == world.ann.email
    kept = SocialAccount.objects.get()
    assert (kept.user, kept.uid, kept.provider, kept.extra_data) == (
        world.ann, "7f3", provider.issuer, {},
    )  # fmt: skip
    assert not SocialToken.objects.exists()


def test_a_tie_is_written_down_and_mailed(
    provider: Provider, world: World, visit: Visit, everything: None
) -> None:
    MailAccount.objects.create(
        desk=world.desk, address="box@desk.example", smtp_host="mail.desk.example"
    )
    for _ in range(2):
        go(visit(None), provider)
    change = Change.objects.get()
    assert (change.what, change.by, change.desk, change.about) == (
        "account.tied", world.ann, world.desk, world.ann.email,
    )  # fmt: skip
    assert change.place == "127.0.0.1"
    assert change.after == {"provider": provider.issuer, "subject": "7f3"}
    mail = Outgoing.objects.get()
    assert mail.to == [world.ann.email] and "Acme ID" in mail.text
    forget_factors(world.ann, by=Operator(world.lea, timezone.now()))
    assert (Change.objects.count(), Change.objects.latest("pk").before) == (2, {"tied": True})


def test_the_subject_counts_once_it_is_tied(provider: Provider, world: World, visit: Visit) -> None:
    """S09: another's address under a known subject changes nothing; nor a new subject with a
    known address."""
    go(visit(None), provider)
    provider.claims["email"] = world.bob.email
    browser = visit(None)
    go(browser, provider)
    assert who(browser) == world.ann.email
    provider.claims = {"sub": "9a1", "email": world.ann.email, "email_verified": True}
    browser = visit(None)
    assert go(browser, provider).status_code == 403
    assert who(browser) == ""


@pytest.mark.parametrize(
    "claims",
    [
        {"email_verified": False},
        {"email_verified": None},
        {"email_verified": "yes"},
        {"email": "nobody@desk.example"},
        {"email": None},
        {"email": ["ann@desk.example"]},
    ],
)
def test_nobody_gets_an_account_by_it(
    provider: Provider, world: World, visit: Visit, claims: dict[str, object]
) -> None:
    provider.claims |= claims
    before, browser = User.objects.count(), visit(None)
    answer = go(browser, provider)
    assert answer.status_code == 403 and "not signed in" in answer.content.decode()
    assert who(browser) == ""
    assert User.objects.count() == before and not SocialAccount.objects.exists()


def test_a_deactivated_account_stays_outside(
    provider: Provider, world: World, visit: Visit
) -> None:
    go(visit(None), provider)
    world.ann.is_active = False
    world.ann.save()
    browser = visit(None)
    assert go(browser, provider).status_code == 403
    assert who(browser) == ""


@pytest.mark.parametrize(
    "wrong",
    [
        {"iss": "https://evil.example"},
        {"aud": "somebody-else"},
        {"aud": [CLIENT, "somebody-else"], "azp": "somebody-else"},
        {"exp": 1_000_000_000},
        {"iat": None},
        {"nonce": "of another sign-in"},
        {"nonce": None},
        {"sub": None},
    ],
    ids=str,
)
def test_a_token_that_is_not_ours_is_none(
    provider: Provider, world: World, visit: Visit, wrong: dict[str, object]
) -> None:
    provider.claims |= wrong
    browser = visit(None)
    assert go(browser, provider).status_code == 403
    assert who(browser) == ""


@pytest.mark.parametrize("algorithm", ["none", "HS256", "RS256"])
def test_a_token_signed_by_another_is_none(
    provider: Provider, world: World, visit: Visit, algorithm: str
) -> None:
    """Also the public key taken for a shared secret."""
    provider.algorithm = algorithm
    provider.signs_with = (
        rsa.generate_private_key(public_exponent=65537, key_size=2048)
        if algorithm == "RS256"
        else "x" * 64
    )
    browser = visit(None)
    assert go(browser, provider).status_code == 403
    assert who(browser) == ""


def test_a_state_works_once_in_its_own_browser(
    provider: Provider, world: World, visit: Visit
) -> None:
    """S10."""
    browser, other = visit(None), visit(None)
    query = provider.authorize(browser.get("/sign-in/single")["Location"])
    assert other.get(BACK + query).status_code == 403
    assert browser.get(BACK + query).status_code == 302
    browser.post("/sign-out")
    assert browser.get(BACK + query).status_code == 403
    assert who(browser) == ""
    for query in ("", "?state=x", "?code=x", "?error=access_denied", "?code=x&state=x"):
        assert visit(None).get(BACK + query).status_code == 403, query


def test_s10_a_state_lapses_after_ten_minutes(
    provider: Provider, world: World, visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    for later, status in ((599, 302), (601, 403)):
        browser = visit(None)
        query = provider.authorize(browser.get("/sign-in/single")["Location"])
        with monkeypatch.context() as moved:
            clock = SimpleNamespace(time=lambda later=later: time.time() + later)
            moved.setattr(statekit, "time", clock)
            assert browser.get(BACK + query).status_code == status


def test_hosts_are_the_configured_ones(provider: Provider, world: World, visit: Visit) -> None:
    """S01, S11."""
    away = visit(None).get("/sign-in/single", {"next": "//evil.example"})["Location"]
    assert "redirect_uri=http%3A%2F%2F127.0.0.1%3A8000%2Fsign-in%2Fsingle%2Fback" in away
    assert go(visit(None), provider, "//evil.example")["Location"] == "/"


def test_an_address_may_stand_in_userinfo(provider: Provider, world: World, visit: Visit) -> None:
    provider.claims = {"sub": "7f3"}
    provider.userinfo = {"sub": "7f3", "email": world.ann.email, "email_verified": True}
    browser = visit(None)
    go(browser, provider)
    assert who(browser) == world.ann.email
    provider.claims = {"sub": "else"}
    provider.userinfo["email"] = world.bob.email
    assert go(visit(None), provider).status_code == 403


def test_a_provider_that_is_another_or_away_is_not_used(
    provider: Provider, world: World, visit: Visit, settings: Settings
) -> None:
    provider.calls_itself = "https://evil.example"
    assert visit(None).get("/sign-in/single").status_code == 503
    settings.OIDC_ISSUER = "http://127.0.0.1:1"
    answer = visit(None).get("/sign-in/single")
    assert answer.status_code == 503 and "password" in answer.content.decode()


@pytest.mark.parametrize("trusted", [False, True])
def test_our_second_step_follows_unless_the_provider_asks_for_two(
    provider: Provider, world: World, visit: Visit, settings: Settings, trusted: bool
) -> None:
    settings.OIDC_TWO_FACTORS = trusted
    browser, secret = visit(None), give_app(world.ann)
    answer = go(browser, provider)
    if not trusted:
        assert answer["Location"] == "/sign-in/second"
        assert who(browser) == ""
        browser.post("/sign-in/second", {"code": code(secret)})
    assert who(browser) == world.ann.email


@pytest.mark.parametrize("trusted", [False, True])
def test_who_lacks_a_factor_is_led_unless_the_provider_asks_for_two(
    provider: Provider, world: World, visit: Visit, settings: Settings, trusted: bool
) -> None:
    settings.OIDC_TWO_FACTORS = trusted
    world.desk.two_factors = True
    world.desk.save()
    browser = visit(None)
    go(browser, provider)
    assert browser.get("/").status_code == (200 if trusted else 302)


def test_without_a_provider_there_is_no_such_door(
    world: World, visit: Visit, settings: Settings
) -> None:
    settings.OIDC_ISSUER = ""
    for path in ("/sign-in/single", BACK):
        assert visit(None).get(path).status_code == 404
    assert "single" not in visit(None).get("/sign-in").content.decode()
    header = visit(None).get("/", headers={"Remote-User": world.ann.email})
    assert header.status_code == 302  # S09: nobody by a header
