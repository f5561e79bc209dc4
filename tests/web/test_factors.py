"""Two factors: set up, asked for, lost and taken away (S07, S08, AC10)."""

import base64
import json
import re
from datetime import timedelta
from time import time

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.sessions.models import Session
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.utils import timezone
from django.utils.http import int_to_base36
from pytest_django import Settings

from prazo.accounts.factors import app, recovery
from prazo.accounts.factors.held import has_factor
from prazo.accounts.models import Change, User
from prazo.accounts.sign_in_links import make
from prazo.channels.email.models import MailAccount
from prazo.desk.models import Outgoing
from prazo.web import entry
from prazo.web.tries import KNOWN_BROWSER, know_again
from tests.web.conftest import Visit
from tests.web.factors import code, give_app, prove
from tests.web.settings.conftest import Setters
from tests.web.settings.conftest import setters as setters
from tests.web.test_sign_in import PASSWORD, send
from tests.world import World


@pytest.fixture
def ann(world: World, everything: None) -> User:
    world.ann.set_password(PASSWORD)
    world.ann.save()
    return world.ann


def signed_in(browser: Client) -> bool:
    return browser.get("/me").status_code == 200


class TestSecondStep:
    def test_the_password_alone_is_not_enough(self, ann: User, visit: Visit) -> None:
        secret, browser = give_app(ann), visit(None)
        first = send(browser, ann.email, PASSWORD, next="/search?q=1")
        assert (first.status_code, first["Location"]) == (302, "/sign-in/second")
        assert not signed_in(browser)
        between = browser.session.session_key
        wrong = browser.post("/sign-in/second", {"code": "000000"})
        assert wrong.status_code == 422
        right = browser.post("/sign-in/second", {"code": code(secret)})
        assert (right.status_code, right["Location"]) == (302, "/search?q=1")
        assert signed_in(browser)
        assert browser.session.session_key != between  # S04

    def test_a_link_stands_for_the_password_alone(self, ann: User, visit: Visit) -> None:
        secret, browser = give_app(ann), visit(None)
        assert browser.post(f"/sign-in/link/{make(ann, timezone.now())}")["Location"] == (
            "/sign-in/second"
        )
        assert not signed_in(browser)
        browser.post("/sign-in/second", {"code": code(secret)})
        assert signed_in(browser)
        new = {"new": "eleven loud blue chairs"}  # the old one is forgotten
        session = browser.session
        proved = session.pop("prazo.proved")
        session.save()
        assert browser.post("/me/password", new)["Location"].startswith("/me/proof")
        session["prazo.proved"] = proved
        session.save()
        assert browser.post("/me/password", new)["Location"] == "/me"

    def test_a_code_works_once_and_none_before_it(self, ann: User) -> None:
        secret, now = give_app(ann), timezone.now()
        early = code(secret, now - timedelta(seconds=30))
        assert app.holds(ann, code(secret, now), now)
        assert not app.holds(ann, code(secret, now), now)
        assert not app.holds(ann, early, now)
        later = now + timedelta(seconds=60)
        assert not app.holds(ann, code(secret, now - timedelta(minutes=3)), later)
        assert app.holds(ann, code(secret, later), later)

    def test_a_recovery_code_works_once(self, ann: User, visit: Visit) -> None:
        give_app(ann)
        codes = recovery.unused(ann)
        assert len(set(codes)) == 10
        for status in (302, 422):
            browser = visit(None)
            send(browser, ann.email, PASSWORD)
            answer = browser.post("/sign-in/second", {"code": f" {codes[3]} "})
            assert answer.status_code == status
        assert len(recovery.unused(ann)) == 9

    @pytest.mark.parametrize(
        "given",
        [
            {},
            {"code": ""},
            {"code": "０" * 6},
            {"code": "1" * 100_000},
            {"code": "a\0b"},
            {"passkey": "{"},
            {"passkey": "[]"},
            {"passkey": '{"response": 1}'},
            {"passkey": '{"id": "eA", "rawId": "eA", "type": "public-key", "response": {}}'},
            {"passkey": "[" * 30_000},
            {"passkey": "x" * 1_000_000},
        ],
    )
    def test_whatever_else_is_sent_is_none(
        self, ann: User, visit: Visit, given: dict[str, str]
    ) -> None:
        give_app(ann)
        browser = visit(None)
        send(browser, ann.email, PASSWORD)
        assert browser.post("/sign-in/second", given).status_code == 422
        assert not signed_in(browser)

    def test_a_field_it_does_not_have_is_refused(self, ann: User, visit: Visit) -> None:
        """AC09."""
        secret, browser = give_app(ann), visit(None)
        send(browser, ann.email, PASSWORD)
        given = {"code": code(secret), "user": "1"}
        assert browser.post("/sign-in/second", given).status_code == 400
        assert not signed_in(browser)

    @pytest.mark.usefixtures("one_instant")
    def test_guessing_is_slowed_and_the_owner_is_not_shut_out(
        self, ann: User, visit: Visit
    ) -> None:
        """S08: from however many browsers; one known to the account has tries of its own."""
        own, secret = visit(None), give_app(ann)
        send(own, ann.email, PASSWORD)
        own.post("/sign-in/second", {"code": recovery.unused(ann)[0]})
        own.post("/sign-out")
        thief = visit(None)
        send(thief, ann.email, PASSWORD)
        tried = [thief.post("/sign-in/second", {"code": f"{n:06}"}).status_code for n in range(12)]
        assert tried.count(429) >= 2
        assert thief.post("/sign-in/second", {"code": code(secret)}).status_code == 429
        send(own, ann.email, PASSWORD)
        assert own.post("/sign-in/second", {"code": code(secret)}).status_code == 302

    @pytest.mark.usefixtures("one_instant")
    def test_many_cookies_of_a_known_browser_are_no_more_tries(
        self, ann: User, visit: Visit, rf: RequestFactory, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """S08: collected by the password while there was no factor, each another by its second."""
        cookies = set()
        for second in range(12):
            monkeypatch.setattr("django.core.signing.time.time", lambda s=second: time() - 60 + s)
            know_again(rf.get("/sign-in"), welcomed := HttpResponse(), ann.email)
            cookies.add(welcomed.cookies[KNOWN_BROWSER].value)
        monkeypatch.undo()
        assert len(cookies) == 12
        give_app(ann)
        thief, tried = visit(None), []
        send(thief, ann.email, PASSWORD)
        for cookie in cookies:
            thief.cookies[KNOWN_BROWSER] = cookie
            tried.append(thief.post("/sign-in/second", {"code": "000000"}).status_code)
        assert tried.count(429) >= 2

    def test_nobody_waits_for_long_nor_past_a_new_password(
        self, ann: User, visit: Visit, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        secret, browser = give_app(ann), visit(None)
        send(browser, ann.email, PASSWORD)
        assert browser.get("/sign-in/second").status_code == 200
        ann.set_password("another long password")
        ann.save()
        answer = browser.post("/sign-in/second", {"code": code(secret)})
        assert (answer.status_code, answer["Location"]) == (302, "/sign-in")
        send(browser, ann.email, "another long password")
        monkeypatch.setattr(entry, "WAITS", timedelta(0))
        assert browser.get("/sign-in/second")["Location"] == "/sign-in"
        assert visit(None).get("/sign-in/second")["Location"] == "/sign-in"


class TestSettingUp:
    def test_an_app(self, ann: User, visit: Visit) -> None:
        elsewhere, browser = visit(ann), prove(visit(ann))
        assert signed_in(elsewhere) and signed_in(browser)
        shown = browser.get("/me/factors/app")
        page = shown.content.decode()
        assert "style=" not in page and "<svg" in page
        assert shown["Cache-Control"] == "no-store"
        secret = "".join(re.search(r'class="secret">([A-Z2-7 ]+)<', page)[1].split())  # type: ignore[index]
        assert secret not in str(dict(browser.session.items()))
        assert browser.post("/me/factors/app", {"code": "000000"}).status_code == 422
        assert not has_factor(ann)
        answer = browser.post("/me/factors/app", {"code": code(secret)})
        assert (answer.status_code, answer["Location"]) == (302, "/me/factors/codes")
        kept = Authenticator.objects.get(user=ann, type="totp")
        assert secret not in str(kept.data)
        assert (
            len(
                re.findall(r"<code>\d{8}</code>", browser.get("/me/factors/codes").content.decode())
            )
            == 10
        )
        assert signed_in(browser) and not signed_in(elsewhere)
        assert browser.get("/me/factors/app")["Location"] == "/me/factors"
        assert Change.objects.get(what="account.factor_added").after == {
            "factor": "authenticator app"
        }

    def test_a_session_alone_sees_and_changes_nothing(self, ann: User, visit: Visit) -> None:
        """What a thief of a session would do first."""
        give_app(ann)
        browser = visit(ann)
        kept = Authenticator.objects.get(user=ann, type="totp").pk
        for path in ("app", "passkey", "codes", f"{kept}/removal"):
            for ask in (browser.get, browser.post):
                answer = ask(f"/me/factors/{path}")
                if answer.status_code != 405:
                    assert answer["Location"].startswith("/me/proof?next="), path
        assert has_factor(ann)

    def test_proof_is_a_factor_where_there_is_one(self, ann: User, visit: Visit) -> None:
        browser = visit(ann)
        back = {"next": "/me/factors/codes"}
        assert browser.post("/me/proof", {"password": "no", **back}).status_code == 422
        assert browser.post("/me/proof", {"password": PASSWORD, **back}).status_code == 302
        secret, browser = give_app(ann), visit(ann)
        assert browser.post("/me/proof", {"password": PASSWORD, **back}).status_code == 422
        answer = browser.post("/me/proof", {"code": code(secret), **back})
        assert answer["Location"] == "/me/factors/codes"
        assert browser.get("/me/factors/codes").status_code == 200
        away = browser.post(
            "/me/proof", {"code": recovery.unused(ann)[0], "next": "//evil.example"}
        )
        assert away["Location"] == "/"  # S11

    def test_a_session_alone_gives_itself_no_password(self, ann: User, visit: Visit) -> None:
        """Who signs in by a passkey has no old password to be asked for (S05)."""
        ann.set_unusable_password()
        ann.save()
        give_app(ann)
        browser, new = visit(ann), {"new": "eleven loud blue chairs"}
        assert browser.post("/me/password", new)["Location"].startswith("/me/proof")
        ann.refresh_from_db()
        assert not ann.has_usable_password()
        assert prove(browser).post("/me/password", new)["Location"] == "/me"
        ann.refresh_from_db()
        assert ann.has_usable_password()

    def test_new_codes_void_the_old(self, ann: User, visit: Visit) -> None:
        give_app(ann)
        old, browser = recovery.unused(ann), prove(visit(ann))
        assert browser.post("/me/factors/codes").status_code == 302
        assert not set(old) & set(recovery.unused(ann))
        assert not recovery.holds(ann, old[0], timezone.now())

    def test_giving_up_the_only_factor_takes_the_codes_along(self, ann: User, visit: Visit) -> None:
        give_app(ann)
        kept, browser = Authenticator.objects.get(user=ann, type="totp").pk, prove(visit(ann))
        assert browser.post(f"/me/factors/{kept}/removal").status_code == 302
        assert not Authenticator.objects.filter(user=ann).exists()
        assert Change.objects.latest("pk").before == {"factor": "authenticator app"}

    @pytest.mark.parametrize("can_send", [False, True])
    def test_a_mail_is_spoken_of_where_there_is_one(
        self, ann: User, world: World, visit: Visit, setters: Setters, can_send: bool
    ) -> None:
        if can_send:
            MailAccount.objects.create(
                desk=world.desk, address="box@desk.example", smtp_host="mail.desk.example"
            )
        give_app(ann)
        kept, browser = Authenticator.objects.get(user=ann, type="totp").pk, prove(visit(ann))
        page = browser.post(f"/me/factors/{kept}/removal", follow=True).content.decode()
        assert ("A mail to you says so" in page, "No mail says so" in page) == (
            can_send, not can_send,
        )  # fmt: skip
        give_app(ann)
        member = world.desk.members.get(user=ann).pk
        address = f"/settings/desk/{world.desk.slug}/people/{member}/factors-reset"
        page = visit(setters.ada).post(address, follow=True).content.decode()
        assert ("A mail tells" in page, "Tell the person" in page) == (can_send, not can_send)
        assert Outgoing.objects.filter(to=[ann.email]).count() == 2 * can_send

    def test_anothers_factor_is_not_there(self, ann: User, world: World, visit: Visit) -> None:
        give_app(world.bob)
        theirs = Authenticator.objects.get(user=world.bob, type="totp").pk
        assert prove(visit(ann)).post(f"/me/factors/{theirs}/removal").status_code == 404
        assert has_factor(world.bob)


@pytest.mark.parametrize(
    "given",
    [
        "", "{", "[]", "null", '{"response": 1}', '{"response": {"userHandle": null}}',
        '{"response": {"userHandle": "AAAA"}}', '{"response": {"userHandle": "eno"}}',
        '{"response": {"userHandle": "enp6enp6enp6enp6eg"}}', "x" * 100_000,
    ],
)  # fmt: skip
def test_no_passkey_of_whatever_kind_signs_in(
    ann: User, visit: Visit, settings: Settings, given: str
) -> None:
    settings.ADDRESS = "https://desk.example"
    browser = visit(None)
    assert browser.get("/sign-in/passkey").status_code == 200
    assert browser.post("/sign-in/passkey", {"passkey": given}).status_code == 422
    handle = _websafe(int_to_base36(ann.pk).encode())
    known = {"id": "eA", "rawId": "eA", "type": "public-key", "response": {"userHandle": handle}}
    for passkey in (json.dumps(known), json.dumps({**known, "rawId": 1})):
        assert browser.post("/sign-in/passkey", {"passkey": passkey}).status_code == 422
    assert not signed_in(browser)


AUTHENTICATOR = b"\0" * 32 + b"\x81\0\0\0\1"
"""It says that CBOR follows, which nests and counts as whoever sends it likes."""


@pytest.mark.parametrize("follows", [b"\x81" * 20_000, b"\xa1\0" * 9_000, b"\x9b\xff", b"\xf8"])
def test_an_authenticator_that_answers_nonsense_breaks_nothing(
    ann: User, visit: Visit, settings: Settings, follows: bytes
) -> None:
    settings.ADDRESS = "https://desk.example"
    browser = visit(None)
    assert browser.get("/sign-in/passkey").status_code == 200
    said = {"type": "webauthn.get", "challenge": "eA", "origin": settings.ADDRESS}
    response = {
        "userHandle": _websafe(int_to_base36(ann.pk).encode()),
        "clientDataJSON": _websafe(json.dumps(said).encode()),
        "authenticatorData": _websafe(AUTHENTICATOR + follows),
        "signature": "eA",
    }
    known = {"id": "eA", "rawId": "eA", "type": "public-key", "response": response}
    answer = browser.post("/sign-in/passkey", {"passkey": json.dumps(known)})
    assert answer.status_code == 422


def _websafe(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


class TestRequired:
    @pytest.fixture(autouse=True)
    def strict(self, world: World, everything: None) -> None:
        world.desk.two_factors = True
        world.desk.save()

    def test_who_has_none_is_led_there_and_sees_nothing_else(
        self, ann: User, world: World, visit: Visit
    ) -> None:
        number = world.ask().number
        browser = prove(visit(ann))
        for path in ("/", "/q/mine", f"/t/{number}", "/search?q=tone", "/live", "/new", "/me"):
            answer = browser.get(path)
            assert (answer.status_code, answer["Location"]) == (302, "/me/factors"), path
        assert browser.post(f"/t/{number}/note", {"text": "x"})["Location"] == "/me/factors"
        part = browser.get("/", headers={"HX-Request": "true"})
        assert (part.status_code, part["HX-Redirect"]) == (401, "/me/factors")
        shown = browser.get("/me/factors")
        assert shown.status_code == 200 and b"rail" not in shown.content
        browser.get("/me/factors/app")
        secret = app_secret(browser)
        browser.post("/me/factors/app", {"code": code(secret)})
        assert browser.get("/").status_code == 200

    def test_it_holds_for_its_people_and_for_administrators(
        self, world: World, visit: Visit, setters: Setters
    ) -> None:
        assert visit(world.stranger).get("/").status_code == 200
        for user in (world.lea, world.contact, setters.ada, setters.boss):
            assert visit(user).get("/")["Location"] == "/me/factors", user
        give_app(setters.boss)
        assert visit(setters.boss).get("/settings/").status_code == 200

    def test_the_last_factor_stays(self, ann: User, visit: Visit) -> None:
        give_app(ann)
        kept, browser = Authenticator.objects.get(user=ann, type="totp").pk, prove(visit(ann))
        assert browser.post(f"/me/factors/{kept}/removal").status_code == 409
        assert has_factor(ann)


def app_secret(browser: Client) -> str:
    from allauth.mfa.adapter import get_adapter

    return str(get_adapter().decrypt(browser.session["prazo.factor"]))


class TestAdmins:
    def test_only_who_has_two_asks_for_two(
        self, world: World, visit: Visit, setters: Setters, everything: None
    ) -> None:
        browser, page = visit(setters.ada), f"/settings/desk/{world.desk.slug}/sign-in"
        refused = browser.post(page, {"two_factors": "on"})
        assert refused.status_code == 422 and b"for yourself first" in refused.content
        give_app(setters.ada)
        assert browser.post(page, {"two_factors": "on"}).status_code == 302
        change = Change.objects.latest("pk")
        assert (change.what, change.before, change.after) == (
            "desk.two_factors", {"two_factors": False}, {"two_factors": True},
        )  # fmt: skip
        assert visit(world.ann).get("/")["Location"] == "/me/factors"
        assert "password alone" in browser.get(page).content.decode()

    def test_a_reset_is_written_down_and_mailed_and_ends_everything(
        self, ann: User, world: World, visit: Visit, setters: Setters
    ) -> None:
        MailAccount.objects.create(
            desk=world.desk, address="box@desk.example", smtp_host="mail.desk.example"
        )
        give_app(ann)
        theirs, browser = visit(ann), visit(setters.ada)
        assert signed_in(theirs)
        member = world.desk.members.get(user=ann)
        page = f"/settings/desk/{world.desk.slug}/people/{member.pk}"
        assert "authenticator app" in browser.get(page).content.decode()
        assert browser.post(f"{page}/factors-reset").status_code == 302
        assert not Authenticator.objects.filter(user=ann).exists()
        assert not signed_in(theirs)
        assert not Session.objects.filter(session_key=theirs.session.session_key).exists()
        change = Change.objects.latest("pk")
        assert (change.what, change.by, change.about) == (
            "account.factors_reset", setters.ada, ann.email,
        )  # fmt: skip
        assert change.before == {"factors": ["authenticator app"]}
        mail = Outgoing.objects.latest("pk")
        assert mail.to == [ann.email] and "Ada" in mail.text
        assert browser.post(f"{page}/factors-reset").status_code == 409

    def test_only_who_outranks_may_reset(
        self, world: World, visit: Visit, setters: Setters, everything: None
    ) -> None:
        """AC10."""
        from prazo.accounts.models import Member, Role

        Member.objects.create(desk=world.desk, user=setters.otto, role=Role.AGENT)
        give_app(setters.otto)
        give_app(setters.ada)
        page = f"/settings/desk/{world.desk.slug}/people"
        for user in (setters.otto, setters.ada):
            member = world.desk.members.get(user=user)
            answer = visit(setters.ada).post(f"{page}/{member.pk}/factors-reset")
            assert answer.status_code in (409, 422)
            assert has_factor(user)
