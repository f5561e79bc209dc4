"""A prepared queryset answers as the queryset does."""

import pytest
from django.db import connection
from django.db.models import F, Value
from django.db.models.functions import Concat
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from prazo.desk.models import Ticket
from prazo.lib import scope
from prazo.lib.prepared import Prepared
from tests.world import World, make_world


@pytest.fixture
def world(db: None) -> World:
    with scope.entered(scope.SYSTEM):
        yield make_world()  # type: ignore[misc]


def build(desk: int, number: int):  # type: ignore[no-untyped-def]
    named = Concat(F("subject"), Value("!"))
    return (
        Ticket.objects.filter(desk=desk, number=number, synthetic=False)
        .select_related("desk", "requester", "team", "contract")
        .defer("summary")
        .annotate(named=named)
    )


def test_it_finds_what_the_queryset_finds(world: World) -> None:
    tickets = [world.ask(f"n{n}", at=timezone.now()) for n in range(3)]
    asked = Prepared(build, numbers=2)
    for ticket in tickets:
        (found,) = asked(world.desk.pk, ticket.number)
        (expected,) = build(world.desk.pk, ticket.number)
        with CaptureQueriesContext(connection) as more:
            assert found == expected and found.named == expected.named == f"{ticket.subject}!"
            for name in ("desk", "requester", "team", "contract"):
                assert getattr(found, name) == getattr(expected, name)
            given = [f.attname for f in Ticket._meta.concrete_fields if f.attname != "summary"]
            assert [getattr(found, n) for n in given] == [getattr(expected, n) for n in given]
        assert not len(more), "all of it came along"
        assert found.get_deferred_fields() == {"summary"}
        assert found._state.db == "default" and not found._state.adding
    assert asked(world.other_desk.pk, tickets[0].number) == []


def test_a_number_it_would_never_use_is_a_fault(world: World) -> None:
    with pytest.raises(LookupError):
        Prepared(lambda one, other: Ticket.objects.filter(pk=one), numbers=2)(1, 2)
