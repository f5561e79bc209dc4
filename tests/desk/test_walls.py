"""The second wall (AC18): what the database itself shows and refuses, whatever the code asks."""

from collections.abc import Callable

import pytest
from django.db import DatabaseError, InternalError, ProgrammingError, connection, transaction

from prazo.customers.models import Contract, Customer, Entrance, Requester
from prazo.desk.actions.assign import assign
from prazo.desk.actions.note import note
from prazo.desk.actions.reply import reply
from prazo.desk.models import Clock, Event, Message, Note, Outgoing, Ticket
from prazo.escalation.actions.climb import climb
from prazo.escalation.models import Escalation
from prazo.lib import scope
from tests.world import MONDAY, World, at, make_world, sign

# Tables with a desk that need no wall: who works where, and what is published to everybody.
OPEN_TABLES = {
    "accounts_member",
    "accounts_roleholder",
    "accounts_team",
    "agreements_adoption",
    "watch_probe",
}
SEEN = (
    Ticket, Message, Note, Event, Clock, Outgoing, Escalation, Customer, Contract, Requester,
    Entrance,
)  # fmt: skip
NOT_FOR_CUSTOMERS = {Note, Outgoing, Entrance}


@pytest.fixture
def world(system: None) -> World:
    world = make_world()
    sign(world.other_desk, "Else", "else.example")
    for ticket in (world.ask(), world.ask(desk=world.other_desk, sender="x@else.example")):
        note(ticket, by=world.by_ann, at=MONDAY, text="Look at the routes.")
    climb(at("11:00"))
    return world


def test_without_a_scope_nothing_is_there(world: World) -> None:
    with scope.entered(scope.NOTHING):
        assert [model.__name__ for model in SEEN if model.objects.exists()] == []


def test_a_desk_sees_its_own_rows_and_no_other(world: World) -> None:
    for desk in (world.desk, world.other_desk):
        with scope.entered(scope.of([desk.pk])):
            for model in SEEN:
                desks = set(model.objects.values_list("desk_id", flat=True))
                assert desks == {desk.pk}, model.__name__


def test_a_customer_sees_its_own_tickets_and_nothing_said_inside(world: World) -> None:
    bolt, _ = sign(world.desk, "Bolt", "bolt.example")
    theirs = world.ask(sender="ned@bolt.example")
    for customer, count in ((world.customer, 1), (bolt, 1)):
        with scope.entered(scope.of([world.desk.pk], [customer.pk])):
            assert Ticket.objects.count() == count
            assert set(Ticket.objects.values_list("customer_id", flat=True)) == {customer.pk}
            tickets = set(Ticket.objects.values_list("pk", flat=True))
            for model in (Message, Event, Clock, Escalation):
                assert set(model.objects.values_list("ticket_id", flat=True)) <= tickets
            assert list(Customer.objects.all()) == [customer]
            for model in NOT_FOR_CUSTOMERS:
                assert not model.objects.exists()
    assert theirs.customer == bolt


def test_a_ticket_of_no_customer_is_no_customers(world: World) -> None:
    stray = world.ask(sender="eve@nowhere.example")
    assert stray.customer is None
    with scope.entered(scope.of([world.desk.pk], [world.customer.pk])):
        assert not Ticket.objects.filter(pk=stray.pk).exists()
    with scope.entered(scope.of([world.desk.pk])):
        assert Ticket.objects.filter(pk=stray.pk).exists()


def theirs(world: World) -> Ticket:
    return Ticket.objects.get(desk=world.other_desk)


@pytest.mark.parametrize(
    ("statement", "values"),
    [
        pytest.param(
            "insert into desk_event (desk_id, ticket_id, at, kind, by, data)"
            " values (%s, %s, now(), 'closed', 'agent', '{}')",
            lambda w, t: [w.desk.pk, t.pk],
            id="event-on-their-ticket",
        ),
        pytest.param(
            "insert into desk_event (desk_id, ticket_id, at, kind, by, data)"
            " values (%s, %s, now(), 'closed', 'agent', '{}')",
            lambda w, t: [w.other_desk.pk, t.pk],
            id="event-in-their-name",
        ),
        pytest.param(
            "insert into desk_note (desk_id, ticket_id, at, text) values (%s, %s, now(), 'x')",
            lambda w, t: [w.desk.pk, t.pk],
            id="note-on-their-ticket",
        ),
        pytest.param(
            "insert into customers_customer (desk_id, name, time_zone, created_at)"
            " values (%s, 'Mine', '', now())",
            lambda w, t: [w.other_desk.pk],
            id="customer-at-their-desk",
        ),
        pytest.param(
            "update desk_ticket set desk_id = %s where number = %s",
            lambda w, t: [w.other_desk.pk, Ticket.objects.filter(desk=w.desk).first().number],
            id="ticket-given-away",
        ),
    ],
)
def test_a_row_of_another_desk_cannot_be_written(
    world: World, statement: str, values: Callable[[World, Ticket], list[object]]
) -> None:
    filled = values(world, theirs(world))
    with (
        scope.entered(scope.of([world.desk.pk])),
        pytest.raises(ProgrammingError, match="row-level security"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement, filled)


@pytest.mark.parametrize(
    "verb", ["update desk_ticket set subject = 'x'", "delete from desk_ticket"]
)
def test_rows_of_another_desk_are_not_touched(world: World, verb: str) -> None:
    number = theirs(world).number
    with scope.entered(scope.of([world.desk.pk])), connection.cursor() as cursor:
        cursor.execute(f"{verb} where number = %s", [number])
        assert cursor.rowcount == 0


def test_actions_find_no_ticket_of_another_desk(world: World) -> None:
    ticket = theirs(world)
    with scope.entered(scope.of([world.desk.pk])):
        for act in (
            lambda: reply(ticket, by=world.by_ann, at=MONDAY, text="Hello"),
            lambda: assign(ticket, by=world.by_ann, at=MONDAY, to=world.ann),
        ):
            with pytest.raises(Ticket.DoesNotExist):
                act()


@pytest.mark.parametrize(
    "statement",
    [
        "update desk_event set kind = 'note'",
        "delete from desk_event",
        "truncate desk_event",
        "update agreements_version set text = ''",
        "delete from agreements_version",
        "alter table desk_ticket disable row level security",
        "set role postgres",
        "drop policy guard on desk_ticket",
    ],
)
def test_what_nobody_may_do_even_seeing_all(world: World, statement: str) -> None:
    """Events and versions are append-only, and the program cannot take its own walls down."""
    with (
        pytest.raises((ProgrammingError, InternalError, DatabaseError)) as refused,
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    assert "permission denied" in str(refused.value) or "must be owner" in str(refused.value)


def test_every_table_of_a_desk_has_the_wall(world: World) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "select c.relname from pg_class c join pg_attribute a on a.attrelid = c.oid"
            " where c.relkind in ('r', 'p') and a.attname in ('desk_id', 'ticket_id',"
            " 'customer_id', 'requester_id') and not a.attisdropped and not c.relrowsecurity"
            " and has_table_privilege('prazo_app', c.oid, 'select')"
            " and c.relnamespace = 'public'::regnamespace"
        )
        assert {name for (name,) in cursor.fetchall()} <= OPEN_TABLES


def test_who_belongs_to_which_customer_is_seen_with_both(world: World) -> None:
    belongs = Requester.customers.through.objects
    world.requester.customers.add(world.customer)
    with scope.entered(scope.of([world.desk.pk])):
        assert belongs.filter(requester=world.requester).exists()
    with scope.entered(scope.of([world.other_desk.pk])):
        assert not belongs.exists()


def test_what_runs_as_the_owner_is_the_programs_alone(world: World) -> None:
    """Each has a safe search path, and no other role of the server may call it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select proname, proconfig, (select count(*) from aclexplode(proacl) a"
            " where a.grantee = 0), proacl is null,"
            " has_function_privilege('prazo_app', oid, 'execute')"
            " from pg_proc where prosecdef and pronamespace = 'public'::regnamespace"
        )
        found = cursor.fetchall()
    assert len(found) >= 7
    for name, config, everybody, untouched, _ours in found:
        assert "search_path=public, pg_temp" in config, name
        assert not everybody and not untouched, name
    ours = {name for name, *_, may in found if may}
    search = {"search", "find", "free_of", "alike", "customers_named", "people_named"}
    sight, ends = {"let_in", "is_guest"}, {"clear_probes", "forget_events"}
    assert ours == {f"prazo_{name}" for name in search | sight | ends}


def test_a_person_sees_tickets_of_the_desks_worked_at_alone(world: World) -> None:
    """The first wall, in the code: the only door to tickets somebody asked for."""
    assert {t.desk for t in Ticket.objects.visible_to(world.ann)} == {world.desk}
    assert {t.desk for t in Ticket.objects.visible_to(world.stranger)} == {world.other_desk}


def test_a_scope_ends_with_its_block_and_with_its_connection(world: World) -> None:
    with scope.entered(scope.of([world.desk.pk])):
        assert Ticket.objects.count() == 1
        with scope.entered(scope.of([world.other_desk.pk])):
            assert Ticket.objects.get().desk_id == world.other_desk.pk
        assert Ticket.objects.get().desk_id == world.desk.pk
    assert Ticket.objects.count() == 2
