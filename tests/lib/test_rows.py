"""Rows of several tables in one statement."""

import pytest
from django.db import ProgrammingError

from prazo.desk.actor import SYSTEM
from prazo.desk.events import fact
from prazo.desk.models import Event, Message
from prazo.engine.events import Kind
from prazo.lib import rows, scope
from tests.world import MONDAY, World, make_world


@pytest.fixture
def world(system: None) -> World:
    return make_world()


def written(world: World, ticket_id: int) -> Message:
    return Message(
        pk=rows.ids(Message, 1)[0],
        desk_id=world.desk.pk,
        ticket_id=ticket_id,
        kind=Message.Kind.NOTICE,
        at=MONDAY,
        text='Áé "quoted" 100% \\ %s',
        recipients=[{"field": "to", "name": "Rita", "address": "rita@acme.example"}],
        remarks=["masked_password"],
    )


def test_all_are_written_as_they_would_be_one_by_one(
    world: World, django_assert_num_queries
) -> None:  # type: ignore[no-untyped-def]
    ticket = world.ask()
    message = written(world, ticket.pk)
    same = {"level": "l2", "parts": [1, {"deep": None}]}
    facts = [fact(ticket, Kind.CAUSE, at=MONDAY, by=SYSTEM) | {"data": same} for _ in range(3)]
    with django_assert_num_queries(1):
        rows.insert_together((Message, [message]), (Event, facts))
    found = Message.objects.get(pk=message.pk)
    for name in rows._own_columns(Message, True):
        assert getattr(found, name) == getattr(message, name), name
    kept = Event.objects.filter(ticket=ticket, kind=Kind.CAUSE)
    assert [(one.at, one.data) for one in kept] == [(MONDAY, same)] * 3


def test_a_table_without_rows_is_passed_over(world: World, django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    ticket = world.ask()
    message = written(world, ticket.pk)
    with django_assert_num_queries(1):
        rows.insert_together((Event, []), (Message, [message]))
    with django_assert_num_queries(0):
        rows.insert_together((Event, []), (Message, []))
    assert Message.objects.filter(pk=message.pk).exists()


def test_what_is_selected_besides_is_asked_by_the_same_statement(
    world: World, django_assert_num_queries
) -> None:  # type: ignore[no-untyped-def]
    message = written(world, world.ask().pk)
    for batches in ([(Message, [message])], []):
        said = f"{len(batches)} tables"
        also = "select set_config('prazo.said', %(said)s, true)", {"said": said}
        with django_assert_num_queries(1):
            rows.insert_together(*batches, also=also)
        assert rows.select("select current_setting('prazo.said')") == [(said,)]
    assert Message.objects.filter(pk=message.pk).exists()


def test_each_table_keeps_its_own_wall(world: World) -> None:
    """What belongs to a ticket out of reach is refused, whatever goes with it."""
    theirs = world.ask(desk=world.other_desk)
    with (
        scope.entered(scope.of([world.desk.pk])),
        pytest.raises(ProgrammingError, match="row-level"),
    ):
        rows.insert_together((Message, [written(world, theirs.pk)]), (Event, []))
