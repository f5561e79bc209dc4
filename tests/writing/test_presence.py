"""Who is about a ticket: seen by colleagues, by nobody else, and not for longer than it is so."""

from datetime import timedelta

import pytest
from django.db import connection

from prazo.lib import scope
from prazo.writing import presence
from prazo.writing.actions.keep_draft import discard, keep_draft
from prazo.writing.actions.press import press
from prazo.writing.actions.send_held import send_held
from prazo.writing.presence import Companion, arrive, company, wrote
from prazo.writing.words import Words
from tests.world import MONDAY, World, make_world


@pytest.fixture
def world(system: None) -> World:
    return make_world()


def about(number: int, besides: int = 0) -> set[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute(presence.OF_TICKETS, {"numbers": [number]})
        found = cursor.fetchall()
    return {(one.name, one.does) for _number, said in found for one in company(said, besides)}


def say(statement: str, *tokens: str) -> list[tuple[int, int]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, {"tokens": list(tokens)})
        return cursor.fetchall()


def age(seconds: int, column: str = "seen_at") -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"update prazo_presence set {column} = now() - interval '{seconds} s'")


def test_one_looks_then_writes_then_has_a_draft(world: World) -> None:
    ticket = world.ask()
    assert arrive(world.bob.pk, ticket.number)
    assert about(ticket.number) == {("Bob", "looks")}
    words = Words(text="Half a")
    keep_draft(ticket, "reply", words, user=world.bob, at=MONDAY, revision=0)
    assert about(ticket.number) == {("Bob", "writes")}
    age(presence.WRITES + 1, "wrote_at")
    assert about(ticket.number) == {("Bob", "draft")}
    discard(ticket, "reply", user=world.bob)
    assert about(ticket.number) == {("Bob", "looks")}


def test_who_pressed_writes_no_more(world: World) -> None:
    ticket = world.ask()
    arrive(world.bob.pk, ticket.number)
    words = Words(text="Which phone?")
    keep_draft(ticket, "reply", words, user=world.bob, at=MONDAY, revision=0)
    press(ticket, "reply", words, user=world.bob, at=MONDAY, hold=timedelta(seconds=10))
    assert about(ticket.number) == {("Bob", "sends")}
    assert send_held(MONDAY + timedelta(seconds=11))
    assert about(ticket.number) == {("Bob", "looks")}


def test_that_an_answer_is_on_its_way_is_told_before_anything_else(world: World) -> None:
    ticket = world.ask()
    arrive(world.bob.pk, ticket.number)
    hold = timedelta(seconds=10)
    press(ticket, "reply", Words(text="Yes."), user=world.bob, at=MONDAY, hold=hold)
    keep_draft(ticket, "note", Words(text="He"), user=world.bob, at=MONDAY, revision=0)
    assert about(ticket.number) == {("Bob", "sends")}


def test_oneself_is_no_company_but_ones_draft_is_told(world: World) -> None:
    ticket = world.ask()
    arrive(world.ann.pk, ticket.number)
    assert about(ticket.number, besides=world.ann.pk) == set()
    keep_draft(ticket, "note", Words(text="x"), user=world.ann, at=MONDAY, revision=0)
    assert about(ticket.number, besides=world.ann.pk) == {("Ann", "draft")}


def test_nobody_arrives_at_a_ticket_of_another_desk(world: World) -> None:
    ticket = world.ask()
    assert arrive(world.stranger.pk, ticket.number) == ""
    assert about(ticket.number) == set()
    arrive(world.bob.pk, ticket.number)
    with scope.entered(scope.of([world.other_desk.pk])), connection.cursor() as cursor:
        cursor.execute("select count(*) from prazo_presence")
        assert cursor.fetchone() == (0,)


def test_who_is_not_seen_any_more_fades_and_others_are_told(world: World) -> None:
    ticket = world.ask()
    token = arrive(world.bob.pk, ticket.number)
    age(presence.FADES + 1)
    assert about(ticket.number) == set()
    assert say(presence.STILL_HERE, token) == []  # its page is open after all
    assert about(ticket.number) == {("Bob", "looks")}
    age(presence.FADES + 1)
    assert say(presence.STILL_HERE) == [(world.desk.pk, ticket.number)]


def test_who_stopped_writing_is_told_once(world: World) -> None:
    ticket = world.ask()
    token = arrive(world.bob.pk, ticket.number)
    wrote(world.bob.pk, ticket.pk)
    assert say(presence.STILL_HERE, token) == []
    age(presence.WRITES + 1, "wrote_at")
    assert say(presence.STILL_HERE, token) == [(world.desk.pk, ticket.number)]
    assert say(presence.STILL_HERE, token) == []


def test_who_leaves_is_gone(world: World) -> None:
    ticket = world.ask()
    token = arrive(world.bob.pk, ticket.number)
    assert say(presence.LEFT, token) == [(world.desk.pk, ticket.number)]
    assert about(ticket.number) == set()


def test_nothing_of_it_is_logged(world: World) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select relpersistence from pg_class where relname = 'prazo_presence'")
        assert cursor.fetchone() == ("u",)


def test_initials() -> None:
    names = ["Bob", "Ana Maria Souza", "x@desk.example"]
    assert [Companion(1, name, "looks").initials for name in names] == ["B", "AS", "XD"]
