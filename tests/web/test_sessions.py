"""A session brings its user along, and is believed only while it is as it was opened."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from prazo.accounts.models import Member, Role
from prazo.web import sessions
from prazo.web.handler import is_somebody
from tests.web.conftest import Visit
from tests.world import World


@pytest.fixture(autouse=True)
def nothing_guessed() -> None:
    sessions._users.clear()


def stays_in(browser: Client) -> bool:
    return browser.get("/me").status_code == 200


def test_who_and_where_are_one_statement(world: World, visit: Visit) -> None:
    browser = visit(world.ann)
    asked = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as captured:
            assert stays_in(browser)
        asked.append(sum("from django_session" in query["sql"] for query in captured))
        assert not [
            q for q in captured if 'FROM "accounts_user" WHERE "accounts_user"."id" =' in q["sql"]
        ]
    assert asked == [2, 1]  # the first page does not know yet whom to ask for


def test_a_wrong_guess_is_nobody_elses_session(world: World, visit: Visit) -> None:
    browser = visit(world.ann)
    key = browser.session.session_key
    sessions._users[str(key)] = world.stranger.pk
    assert world.ann.name in browser.get("/").content.decode()
    assert sessions._users[str(key)] == world.ann.pk


@pytest.mark.parametrize("change", ["inactive", "password", "deleted", "mark", "backend"])
def test_what_changed_meanwhile_ends_it(change: str, world: World, visit: Visit) -> None:
    browser = visit(world.ann)
    assert stays_in(browser)
    session = browser.session
    match change:
        case "inactive":
            world.ann.is_active = False
            world.ann.save()
        case "password":
            world.ann.set_password("another long password")
            world.ann.save()
        case "deleted":
            session.delete()
        case "mark":
            session["_auth_user_hash"] = "0" * 64
            session.save()
        case "backend":
            session["_auth_user_backend"] = "another.Backend"
            session.save()
    assert not stays_in(browser)


def test_a_role_counts_from_the_next_page(world: World, visit: Visit, everything: None) -> None:
    """R07, AC05."""
    browser = visit(world.ann)
    assert browser.get("/?desk=other-desk").status_code == 404
    member = Member.objects.create(desk=world.other_desk, user=world.ann, role=Role.READER)
    assert browser.get("/?desk=other-desk").status_code == 200
    member.delete()
    assert browser.get("/?desk=other-desk").status_code == 404


def test_who_has_much_to_say_is_somebody(world: World, visit: Visit) -> None:
    """Before a page is asked for: by the cookie as it came."""
    key = visit(world.ann).session.session_key

    def known(cookie: str) -> bool:
        return is_somebody({"headers": [(b"host", b"x"), (b"cookie", cookie.encode("latin-1"))]})

    assert known(f"a=b; prazo={key}; we{{ird")
    assert not any(map(known, ("", "prazo=", f"prazo={'x' * 32}", f"other={key}", "é")))
    waiting = Client()
    waiting.get("/sign-in")
    session = waiting.session
    session["prazo.entry"] = {}
    session.save()
    assert not known(f"prazo={session.session_key}")
    assert not is_somebody({"headers": []})
