"""Every cursor is in the scope entered when it was asked for, whatever was done before."""

from collections.abc import Iterator

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client

from prazo.lib import scope
from prazo.lib.scope import ALL, NOTHING, SETTINGS, SYSTEM, Scope
from tests.world import World, make_world

ASKED = "select " + ", ".join(f"current_setting('prazo.{name}', true)" for name in SETTINGS)
ONE, TWO = scope.of([1]), scope.of([2, 1], [7])


@pytest.fixture
def nothing(committed_db: None) -> Iterator[None]:
    """In no scope, with real transactions."""
    with scope.entered(NOTHING):
        yield


def told() -> Scope:
    """As the database has it."""
    with connection.cursor() as cursor:
        cursor.execute(ASKED)
        return Scope(*cursor.fetchone())


def behind() -> Scope:
    """As it was left on the connection, asked past the cursors of the program."""
    raw = connection.connection.execute(ASKED)
    return Scope(*raw.fetchone())


def test_scopes_follow_each_other(nothing: None) -> None:
    assert told() == NOTHING
    with scope.entered(ONE):
        assert told() == ONE
        with scope.entered(TWO):
            assert told() == TWO == Scope("{1,2}", "{7}", "{}")
        assert told() == ONE
    assert told() == NOTHING


def test_a_cursor_in_hand_is_in_the_scope_entered_around_it(nothing: None) -> None:
    with scope.entered(SYSTEM), connection.cursor() as cursor:
        with scope.entered(ONE):
            cursor.execute("select current_setting('prazo.desks')")
            assert cursor.fetchone() == (ONE.desks,)
        cursor.execute("select current_setting('prazo.desks')")
        assert cursor.fetchone() == (ALL,)


def test_a_connection_of_the_pool_shows_nothing_of_who_had_it_before(nothing: None) -> None:
    with scope.entered(SYSTEM):
        told()
    connection.close()
    assert told() == NOTHING
    with scope.entered(ONE):
        told()
        connection.close()
        assert told() == ONE
    connection.close()
    connection.ensure_connection()
    assert told() == NOTHING


@pytest.mark.parametrize("inner", [ONE, SYSTEM])
def test_a_transaction_that_fails_leaves_the_scope_it_began_in(nothing: None, inner: Scope) -> None:
    with scope.entered(TWO):
        with pytest.raises(DatabaseError), transaction.atomic(), scope.entered(inner):
            assert told() == inner
            with connection.cursor() as cursor:
                cursor.execute("select 1/0")
        assert told() == TWO
        with transaction.atomic():
            with (
                pytest.raises(DatabaseError),
                transaction.atomic(),
                scope.entered(inner),
                connection.cursor() as cursor,
            ):
                cursor.execute("select 1/0")
            assert told() == TWO
    with pytest.raises(ZeroDivisionError), transaction.atomic(), scope.entered(inner):
        assert told() == inner
        raise ZeroDivisionError
    assert told() == NOTHING


def test_a_connection_given_back_in_a_transaction_is_told_anew(nothing: None) -> None:
    with scope.entered(ONE):
        told()
    connection.connection.execute("begin")
    with scope.entered(SYSTEM):
        assert told() == SYSTEM
    connection.close()  # the pool rolls back: it has ONE again
    with scope.entered(SYSTEM):
        assert told() == SYSTEM
    assert told() == NOTHING


def test_a_session_that_is_not_believed_opens_no_scope(committed_db: None) -> None:
    """The statement that reads it has set the scope of its user on the connection by the way."""
    world: World = make_world()
    browser = Client()
    browser.force_login(world.ann)
    session = browser.session
    session["_auth_user_hash"] = "0" * 64
    session.save()
    with scope.entered(NOTHING):
        for _ in range(2):
            assert browser.get("/me").status_code == 302
            assert told() == NOTHING


def test_a_session_brings_the_scope_of_its_page(committed_db: None) -> None:
    """And after the page whoever has the connection next is in none."""
    world: World = make_world()
    browser = Client()
    browser.force_login(world.ann)
    with scope.entered(NOTHING):
        assert browser.get("/").status_code == 200
        own = scope.of_person(world.ann.pk, [world.desk.pk], [])
        assert connection.connection is None or behind() in (NOTHING, own)
        assert told() == NOTHING
