"""Where one is signed in: listed in plain words, ended one by one or all."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.utils import timezone

from prazo.accounts import sign_ins
from prazo.accounts.actions.add_factor import add_factor
from prazo.accounts.actions.deactivate import activate, deactivate
from prazo.accounts.actions.forget_factors import forget_factors
from prazo.accounts.factors import recovery
from prazo.accounts.models import Member, Role, SignIn, User
from prazo.accounts.operator import Operator
from prazo.web import seen
from prazo.web.live.hub import STILL_HERE
from prazo.web.shown.browser import browser_words
from tests.web.conftest import Visit
from tests.web.factors import give_app
from tests.web.test_sign_in import PASSWORD, send
from tests.world import World, hire

TEMPLATES = Path(seen.__file__).parent / "templates"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


@pytest.fixture
def ann(world: World, everything: None) -> User:
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


def untouched(browser: Client, hours: float) -> None:
    """As if nobody had been at it for so long; this process forgets when it noted what."""
    seen._noted.clear()
    since = timezone.now() - timedelta(hours=hours)
    SignIn.objects.filter(session_key=browser.session.session_key).update(seen_at=since)


def standing(browser: Client, user: User) -> bool:
    """Whether a stream that it opened may go on."""
    with connection.cursor() as cursor:
        cursor.execute(STILL_HERE, [[browser.session.session_key], [user.pk]])
        return cursor.fetchone() is not None


def test_a_session_ends_twelve_hours_after_it_began(ann: User) -> None:
    """However often it is saved: a stolen one does not live for ever."""
    browser = only_signed_in(ann)
    kept = Session.objects.get(session_key=browser.session.session_key)
    ends = kept.expire_date
    assert timedelta(hours=11.9) < ends - timezone.now() <= timedelta(hours=12)
    session = browser.session
    session["used"] = "later"
    session.save()
    browser.post("/me/password", {"old": PASSWORD, "new": "eleven loud blue chairs"})
    assert browser.get("/me").status_code == 200
    assert browser.session.session_key != kept.session_key
    assert Session.objects.get(session_key=browser.session.session_key).expire_date == ends


def test_who_does_nothing_for_eight_hours_is_signed_out(ann: User) -> None:
    browser = only_signed_in(ann)
    untouched(browser, 7.9)
    assert standing(browser, ann)
    assert browser.get("/me").status_code == 200
    untouched(browser, 8.1)
    assert not standing(browser, ann)
    assert not sign_ins.open_of(ann, timezone.now()).exists()
    assert browser.get("/me").status_code == 302
    sign_ins.clear(timezone.now())
    assert not Session.objects.exists()


@pytest.mark.parametrize("part", sorted(seen.BY_ITSELF))
def test_a_page_that_stands_open_is_no_use(ann: User, part: str) -> None:
    browser = only_signed_in(ann)
    untouched(browser, 7.9)
    before = row(browser).seen_at
    browser.get("/", headers={"HX-Request": "true", "HX-Source": f"div#{part}"})
    browser.get("/live?drawn_for=nobody")
    assert row(browser).seen_at == before
    browser.get("/", headers={"HX-Request": "true", "HX-Source": "a#next"})
    assert row(browser).seen_at > before


def test_every_part_that_asks_by_itself_is_named() -> None:
    asks = re.compile(r'<\w+ id="([\w-]+)[."][^>]*hx-trigger="(?:[^"]*from:#live|load delay)')
    found = {part for page in TEMPLATES.rglob("*.html") for part in asks.findall(page.read_text())}
    assert found == seen.BY_ITSELF | {"wall"}  # which is used by being looked at


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
