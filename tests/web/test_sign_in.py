"""Signing in: by password, by a link, and what those who guess get."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import global_settings
from django.contrib.auth.hashers import MD5PasswordHasher
from django.contrib.sessions.models import Session
from django.test import Client, RequestFactory
from pytest_django import Settings

from prazo.accounts.models import Change, SignInLink, User
from prazo.accounts.sign_in_links import make
from prazo.channels.email.models import MailAccount
from prazo.desk.models import Outgoing
from prazo.web import visitor
from prazo.web.entry import local_path
from prazo.web.proof import HOLDS, LINKED
from tests.web.conftest import Visit
from tests.world import World

PASSWORD = "nine small green tables"


@pytest.fixture
def ann(world: World, everything: None) -> User:
    world.ann.set_password(PASSWORD)
    world.ann.save()
    return world.ann


def send(client: Client, email: str, password: str, **more: str) -> object:
    return client.post("/sign-in", {"email": email, "password": password, **more})


def test_a_password_signs_in_and_leads_back(
    world: World, visit: Visit, everything: None, settings: Settings
) -> None:
    """Hashed as it is in life."""
    settings.PASSWORD_HASHERS = global_settings.PASSWORD_HASHERS
    ann = world.ann
    ann.set_password(PASSWORD)
    ann.save()
    browser = visit(None)
    before = browser.session.session_key
    answer = send(browser, ann.email.upper(), PASSWORD, next="/q/mine")
    assert (answer.status_code, answer["Location"]) == (302, "/q/mine")
    assert browser.session.session_key != before  # S04
    assert browser.get("/q/mine").status_code == 200


@pytest.mark.usefixtures("everything")
@pytest.mark.parametrize(
    ("seen", "next"),
    [
        ("http://testserver/t/7?play=due&at=1.1#m3", "/t/7%3Fplay%3Ddue%26at%3D1.1"),
        ("http://evil.example/t/7", "/"),
        ("http://testserver//evil.example/", "/"),
        ("javascript:alert(1)", "/"),
        ("http://[", "/"),
        ("", "/"),
    ],
)
def test_who_is_signed_out_while_he_writes_comes_back_to_the_page(
    world: World, visit: Visit, seen: str, next: str
) -> None:
    address = f"/t/{world.ask().number}/reply"
    headers = {"HX-Request": "true", "HX-Current-URL": seen}
    answer = visit(None).post(address, {"text": "Yes."}, headers=headers)
    assert answer.status_code == 401
    assert answer["HX-Redirect"] == f"/sign-in?next={next}&ended=1"
    answer = visit(None).post(address, {"text": "Yes."}, headers={"Referer": seen})
    assert (answer.status_code, answer["Location"]) == (302, f"/sign-in?next={next}&ended=1")


@pytest.mark.usefixtures("everything")
def test_that_a_session_ended_is_said_where_there_was_one(ann: User, visit: Visit) -> None:
    browser = visit(None)
    assert browser.get("/q/mine")["Location"] == "/sign-in?next=/q/mine"
    send(browser, ann.email, PASSWORD)
    Session.objects.all().delete()
    answer = browser.get("/q/mine", follow=True)
    assert b"Your session has ended." in answer.content
    assert b"Your session has ended." not in visit(None).get("/sign-in").content


def test_known_unknown_and_disabled_accounts_get_one_answer(
    ann: User, world: World, visit: Visit
) -> None:
    """S07."""
    world.bob.is_active = False
    world.bob.set_password(PASSWORD)
    world.bob.save()
    answers = [
        send(visit(None), email, word)
        for email, word in (
            (ann.email, "wrong"),
            ("nobody@desk.example", "wrong"),
            (world.bob.email, PASSWORD),
            (world.lea.email, "has no password yet"),
        )
    ]
    assert {answer.status_code for answer in answers} == {422}
    said = {re.sub(r'value="[^"]*"', "", answer.content.decode()) for answer in answers}
    assert len(said) == 1


def test_s07_whoever_is_asked_for_it_takes_as_long(
    ann: User, world: World, visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What takes time is to hash: once for each, whoever it is said to be."""
    world.bob.is_active = False
    world.bob.set_password(PASSWORD)
    world.bob.save()
    hashed: list[str] = []
    encode = MD5PasswordHasher.encode
    monkeypatch.setattr(
        MD5PasswordHasher,
        "encode",
        lambda self, password, salt: hashed.append(password) or encode(self, password, salt),
    )
    for email in (ann.email, "nobody@desk.example", world.bob.email, world.lea.email):
        hashed.clear()
        send(visit(None), email, "a guess")
        assert len(hashed) == 1, email


@pytest.mark.usefixtures("one_instant")
def test_guessing_is_slowed_and_the_owner_is_not_shut_out(ann: User, visit: Visit) -> None:
    """S08: five a minute for an account, from wherever; a browser known to it goes on."""
    own = visit(None)
    assert send(own, ann.email, PASSWORD).status_code == 302
    own.post("/sign-out")
    tries = [send(visit(None), ann.email, f"guess {n}").status_code for n in range(8)]
    assert tries.count(429) >= 2
    slowed = send(visit(None), ann.email, PASSWORD)
    assert slowed.status_code == 429
    assert int(slowed["Retry-After"]) <= 60
    assert send(own, ann.email, PASSWORD).status_code == 302


def test_an_endless_password_is_not_hashed(
    ann: User, visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    """S06."""
    hashed: list[int] = []
    encode = MD5PasswordHasher.encode
    monkeypatch.setattr(
        MD5PasswordHasher,
        "encode",
        lambda self, password, salt: hashed.append(len(password)) or encode(self, password, salt),
    )
    assert send(visit(None), ann.email, "x" * 10_000_000).status_code == 422
    assert hashed == []
    send(visit(None), ann.email, "wrong")
    assert hashed == [5]


@pytest.mark.parametrize(
    "wanted",
    ["//evil.example", "https:evil.example", "/\\evil", "\t//evil", "/%09/..", "javascript:1", ""],
)
def test_only_local_paths_are_led_back_to(wanted: str) -> None:
    """S11."""
    assert local_path(wanted) in ("/", "/%09/..")


def test_j04_two_addresses_at_once_sign_nobody_in(ann: User, visit: Visit) -> None:
    """One string, or 400 (AC09: no field is called so)."""
    two = [ann.email, "evil@x.example"]
    for name, status in (("email[]", 400), ("email[0]", 400), ("email", 422)):
        answer = visit(None).post("/sign-in", {name: two, "password": PASSWORD})
        assert answer.status_code == status, name


class TestLink:
    def test_looking_does_not_use_it_up(self, ann: User, visit: Visit) -> None:
        token = make(ann, datetime.now(UTC))
        scanner, person = visit(None), visit(None)
        for _ in range(3):
            assert scanner.get(f"/sign-in/link/{token}").status_code == 200
        answer = person.post(f"/sign-in/link/{token}")
        assert (answer.status_code, answer["Location"]) == (302, "/")
        assert person.get("/").status_code == 200

    def test_it_works_once(self, ann: User, visit: Visit) -> None:
        token = make(ann, datetime.now(UTC))
        assert visit(None).post(f"/sign-in/link/{token}").status_code == 302
        assert visit(None).post(f"/sign-in/link/{token}").status_code == 404

    @pytest.mark.parametrize("token", [" ", "x", "a" * 43, "%00"])
    def test_nothing_else_is_a_link(self, ann: User, visit: Visit, token: str) -> None:
        """S02."""
        assert visit(None).post(f"/sign-in/link/{token}").status_code == 404

    def test_it_lapses(self, ann: User, visit: Visit) -> None:
        token = make(ann, datetime.now(UTC) - timedelta(hours=1, seconds=1))
        assert visit(None).post(f"/sign-in/link/{token}").status_code == 404

    def test_only_its_hash_is_kept(self, ann: User) -> None:
        token = make(ann, datetime.now(UTC))
        assert len(token) >= 43  # S03: 256 random bits
        kept = SignInLink.objects.values_list("token_hash", flat=True)
        assert token not in "".join(kept)


class TestOwnPage:
    def test_language_and_zone_change_the_pages(self, ann: User, visit: Visit) -> None:
        browser = visit(ann)
        given = {"name": "Ann", "language": "pt-br", "time_zone": "America/Sao_Paulo"}
        assert browser.post("/me", given).status_code == 302
        assert b'lang="pt-BR"' in browser.get("/me").content

    def test_the_history_says_who_had_which_name(
        self, ann: User, world: World, visit: Visit
    ) -> None:
        """AC10: whoever takes a colleague's name is found out."""
        browser, given = visit(ann), {"name": "Bob", "language": "en", "time_zone": "UTC"}
        for _again in range(2):
            assert browser.post("/me", given).status_code == 302
        kept = Change.objects.get(desk=world.desk, what="account.renamed")
        assert (kept.by, kept.about) == (ann, ann.email)
        assert (kept.before, kept.after) == ({"name": "Ann"}, {"name": "Bob"})

    def test_an_unknown_zone_is_refused_beside_its_field(self, ann: User, visit: Visit) -> None:
        answer = visit(ann).post("/me", {"name": "A", "language": "en", "time_zone": "Mars/Base"})
        assert answer.status_code == 422
        assert b'id="id_time_zone_error"' in answer.content

    def test_a_new_password_asks_for_the_old_and_ends_other_sessions(
        self, ann: User, visit: Visit
    ) -> None:
        """S04, S05."""
        here, elsewhere = visit(ann), visit(ann)
        new = "eleven loud blue chairs"
        assert here.post("/me/password", {"old": "no", "new": new}).status_code == 422
        assert here.post("/me/password", {"old": PASSWORD, "new": "short"}).status_code == 422
        assert here.post("/me/password", {"old": PASSWORD, "new": new}).status_code == 302
        assert here.get("/").status_code == 200
        assert elsewhere.get("/").status_code == 302

    def test_a_link_stands_for_a_forgotten_password(self, ann: User, visit: Visit) -> None:
        """Once, and for a quarter of an hour."""
        browser, new = visit(None), "eleven loud blue chairs"
        browser.post(f"/sign-in/link/{make(ann, datetime.now(UTC))}")
        assert 'name="old"' not in browser.get("/me").content.decode()
        assert browser.post("/me/password", {"new": new}).status_code == 302
        ann.refresh_from_db()
        assert ann.check_password(new)
        assert 'name="old"' in browser.get("/me").content.decode()
        assert browser.post("/me/password", {"new": f"{new} again"}).status_code == 422

    def test_a_link_of_long_ago_does_not(self, ann: User, visit: Visit) -> None:
        browser, new = visit(None), "eleven loud blue chairs"
        browser.post(f"/sign-in/link/{make(ann, datetime.now(UTC))}")
        session = browser.session
        session[LINKED] -= HOLDS.total_seconds()
        session.save()
        assert browser.post("/me/password", {"new": new}).status_code == 422
        assert browser.post("/me/password", {"old": PASSWORD, "new": new}).status_code == 302

    def test_a_new_password_is_written_down_and_mailed(
        self, ann: User, world: World, visit: Visit
    ) -> None:
        MailAccount.objects.create(
            desk=world.desk, address="box@desk.example", smtp_host="mail.desk.example"
        )
        visit(ann).post("/me/password", {"old": PASSWORD, "new": "eleven loud blue chairs"})
        change = Change.objects.get()
        assert (change.what, change.by, change.about, change.before, change.after) == (
            "account.password_set", ann, ann.email, {}, {},
        )  # fmt: skip
        mail = Outgoing.objects.get()
        assert mail.to == [ann.email] and "new password" in mail.text
        assert "eleven" not in mail.text

    @pytest.mark.usefixtures("one_instant")
    def test_the_old_password_is_not_guessed_in_a_stolen_session(
        self, ann: User, visit: Visit
    ) -> None:
        """S08."""
        browser, new = visit(ann), "eleven loud blue chairs"
        tried = [
            browser.post("/me/password", {"old": f"guess {n}", "new": new}).status_code
            for n in range(11)
        ]
        assert tried == [422] * 10 + [429]


def test_signing_out_ends_the_session(ann: User, visit: Visit) -> None:
    browser = visit(ann)
    assert browser.get("/sign-out").status_code == 405
    assert browser.post("/sign-out")["Clear-Site-Data"] == '"cache", "storage"'
    assert browser.get("/").status_code == 302


def test_a_visitor_chooses_a_language(visit: Visit, world: World) -> None:
    browser = visit(None)
    browser.post("/language", {"language": "es", "next": "/sign-in"})
    assert b'lang="es"' in browser.get("/sign-in").content
    browser.post("/language", {"language": "xx"})
    assert b'lang="es"' in browser.get("/sign-in").content


@pytest.mark.parametrize(
    ("address", "line"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("2001:db8:1:2:aaaa::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::ffff", "2001:db8:1:2::/64"),
        ("", ""),
    ],
)
def test_s08_all_addresses_of_one_line_count_as_one(
    address: str, line: str, rf: RequestFactory
) -> None:
    assert visitor.network(rf.get("/sign-in", REMOTE_ADDR=address)) == line
