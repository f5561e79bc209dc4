"""The words of a ticket: made plain as ever, kept at once, and none that are in every receipt."""

import importlib
from collections.abc import Callable

import pytest
from django.db import connection
from django.utils import timezone
from hypothesis import example, given
from hypothesis import strategies as st

from prazo.customers.models import RequesterAddress
from prazo.desk.models import Message
from prazo.desk.search import found_by
from tests.tries import tries
from tests.world import World, make_world

search = importlib.import_module("prazo.desk.migrations.0004_search")
PLAIN = search.WORDS[: search.WORDS.index("create function prazo_words")].replace(
    "create function prazo_norm", "create function pg_temp.norm_before"
)
Found = Callable[[str], set[int]]
LETTERS = st.characters(exclude_categories=("Cs",), exclude_characters="\0")
TEXTS = st.one_of(st.text(LETTERS), st.text("aeosi áãçñüẽѐёйЁß-_.@Ǆ\u0301\u0327 ", max_size=300))


@pytest.mark.parametrize("language", ["pt", "es", "en", "ru", ""])
def test_words_are_made_plain_as_they_were_before_it_was_quick(system: None, language: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(PLAIN)

    @tries(150)
    @given(TEXTS)
    @example("Órgãos, ações e canais: ÁÉÍ " * 20)
    def same(text: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "select prazo_norm(%s, %s), pg_temp.norm_before(%s, %s)",
                [language, text, language, text],
            )
            now, before = cursor.fetchone()
        assert now == before

    same()


@pytest.fixture
def world(system: None) -> World:
    return make_world()


@pytest.fixture
def found(world: World) -> Callable[[str], set[int]]:
    return lambda query: set(found_by(query, [world.desk.pk]))


def test_a_receipt_is_not_searched_what_people_say_is(world: World, found: Found) -> None:
    ticket = world.ask("Fax", at=timezone.now(), text="The red machine is dead")
    receipt = Message.objects.get(ticket=ticket, kind="receipt")
    assert "passwords" in receipt.text
    assert found("passwords") == set()
    assert found("machine red") == {ticket.pk}


def test_many_messages_of_one_statement_are_found(world: World, found: Found) -> None:
    old = world.ask("Fax", at=timezone.now(), text="dead")
    new = world.ask("Telephone", at=timezone.now(), text="mute")
    Message.objects.bulk_create(
        Message(desk=world.desk, ticket=ticket, kind="request", at=timezone.now(), text=text)
        for ticket, text in ((old, "smoke"), (new, "sparks"), (old, "water"))
    )
    assert found("smoke water") == {old.pk}
    assert found("sparks mute") == {new.pk}


def test_a_new_address_finds_all_tickets_of_its_person(world: World, found: Found) -> None:
    ticket = world.ask("Fax", at=timezone.now(), text="dead")
    RequesterAddress.objects.create(
        desk=world.desk, requester=ticket.requester, address="home@elsewhere.example"
    )
    assert found("elsewhere") == {ticket.pk}
