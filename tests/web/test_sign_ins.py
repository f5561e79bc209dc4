"""Where one is signed in: listed in plain words, ended one by one or all."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from prazo.accounts import sign_ins
from prazo.accounts.actions.add_factor import add_factor
from prazo.accounts.actions.deactivate import activate, deactivate
from prazo.accounts.actions.forget_factors import forget_factors
from prazo.accounts.factors import recovery
from prazo.accounts.models import Member, Role, SignIn, User
from prazo.accounts.operator import Operator
from prazo.web import seen
from prazo.web.shown.browser import browser_words
from tests.web.conftest import Visit
from tests.web.factors import give_app
from tests.web.test_sign_in import PASSWORD, send
from tests.world import World, hire

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


@pytest.fixture
def ann(world: World, everything: None, settings: Settings) -> User:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # quick
    world.ann.set_password(PASSWORD)
    world.ann.save()
    return world.ann


def opened(user: User, agent: str = FIREFOX, place: str = "203.0.113.7") -> Client:
    browser = Client(headers={"User-Agent": agent}, REMOTE_ADDR=place)
    browser.force_login(user)
    assert browser.get("/me").status_code == 200
    return browser


def row(browser: Client) -> SignIn:
    return SignIn.objects.get(session_key=browser.session.session_key)


def test_each_browser_is_listed_in_plain_words(ann: User) -> None:
    opened(ann)
    here = opened(ann, "curl/8", "2001:db8::7")
    page = here.get("/me").content.decode()
    assert "Firefox on Linux" in page and "203.0.113.7" in page
    assert "An unknown browser" in page and "2001:db8::7" in page
    assert page.count("this one") == 1
    assert str(here.session.session_key) not in page


def test_one_is_ended_and_then_all_others(ann: User) -> None:
    here, second, third = (opened(ann) for _ in range(3))
    assert here.post(f"/me/sign-ins/{row(second).pk}/ending").status_code == 302
    assert second.get("/me").status_code == 302
    assert third.get("/me").status_code == 200
    here.post("/me/sign-ins/ending")
    assert third.get("/me").status_code == 302
    assert here.get("/me").status_code == 200
    assert SignIn.objects.filter(user=ann).count() == 1


def test_nobody_ends_anothers(ann: User, world: World) -> None:
    theirs = opened(world.bob)
    assert opened(ann).post(f"/me/sign-ins/{row(theirs).pk}/ending").status_code == 302
    opened(ann).post("/me/sign-ins/ending")
    assert theirs.get("/me").status_code == 200


def test_a_new_password_ends_the_others_and_keeps_this_one(ann: User) -> None:
    """S04."""
    here, elsewhere = opened(ann), opened(ann)
    since = row(here).since
    key = elsewhere.session.session_key
    here.post("/me/password", {"old": PASSWORD, "new": "eleven loud blue chairs"})
    assert not Session.objects.filter(session_key=key).exists()
    assert row(here).since == since
    assert SignIn.objects.filter(user=ann).count() == 1


def only_signed_in(user: User) -> Client:
    """What a thief does: sends the password, keeps the cookie, and asks for nothing more yet."""
    browser = Client()
    assert send(browser, user.email, PASSWORD).status_code == 302
    return browser


@pytest.mark.parametrize("ending", ["one", "others", "factor", "forgotten", "deactivated"])
def test_who_asked_for_nothing_yet_is_ended_with_all_others(
    ann: User, world: World, ending: str
) -> None:
    """S04, AC06."""
    if ending == "forgotten":
        give_app(ann)
        thief = Client()
        send(thief, ann.email, PASSWORD)
        thief.post("/sign-in/second", {"code": recovery.unused(ann)[0]})
    else:
        thief = only_signed_in(ann)
    here = opened(ann) if ending in ("one", "others") else None
    boss = Operator(hire(world.desk, "boss", Role.ADMIN), timezone.now())
    match ending:
        case "one":
            assert here is not None
            listed = SignIn.objects.get(session_key=thief.session.session_key)
            here.post(f"/me/sign-ins/{listed.pk}/ending")
        case "others":
            assert here is not None
            here.post("/me/sign-ins/ending")
        case "factor":
            by = Operator(ann, timezone.now())
            assert add_factor("app", lambda: bool(give_app(ann)), by=by, session_key="here")
        case "forgotten":
            assert forget_factors(ann, by=boss)
        case "deactivated":
            member = Member.objects.get(user=ann)
            deactivate(member, by=boss)
            activate(member, by=boss)
    assert thief.get("/me").status_code == 302


def test_a_deactivated_account_is_nowhere_signed_in(ann: User, world: World) -> None:
    opened(ann)
    boss = Operator(hire(world.desk, "boss", Role.ADMIN), timezone.now())
    deactivate(Member.objects.get(user=ann), by=boss)
    assert not SignIn.objects.filter(user=ann).exists()
    assert not Session.objects.exists()


def test_noted_once_in_five_minutes(
    ann: User, visit: Visit, django_assert_num_queries: object
) -> None:
    browser = opened(ann)
    before = row(browser).seen_at
    browser.get("/me")
    assert row(browser).seen_at == before
    seen._noted.clear()
    browser.get("/me")
    assert row(browser).seen_at > before


def test_what_is_over_is_cleared_away(ann: User) -> None:
    browser = opened(ann)
    sign_ins.clear(timezone.now())
    assert browser.get("/me").status_code == 200
    sign_ins.clear(timezone.now() + timedelta(days=3))
    assert not Session.objects.exists() and not SignIn.objects.exists()


def test_it_is_seen_who_signs_in_by_the_door(ann: User, visit: Visit) -> None:
    browser = visit(None)
    send(browser, ann.email, PASSWORD)
    browser.get("/")
    assert row(browser).user == ann


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (FIREFOX, "Firefox on Linux"),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0",
         "Edge on Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile Safari/604.1",
         "Safari on iPhone"),
        ("Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36",
         "Chrome on Android"),
        ("<script>alert(1)</script>", "An unknown browser"),
        ("", "An unknown browser"),
    ],
)  # fmt: skip
def test_browsers_by_their_names(agent: str, words: str) -> None:
    assert browser_words(agent) == words
