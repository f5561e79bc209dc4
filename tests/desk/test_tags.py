"""A desk's own words on tickets: one form, no clock, renamed and taken away everywhere."""

import threading
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.db import connection, transaction

from prazo.accounts.models import Change, Role, SeenBy
from prazo.accounts.operator import Operator
from prazo.desk.actions.merge import merge
from prazo.desk.actions.rename_tag import counted, remove_tag, rename_tag
from prazo.desk.actions.tag import tag
from prazo.desk.conditions import Conditions, matching, read, where
from prazo.desk.models import Clock, Event, SavedQueue, Tag, Ticket
from prazo.desk.tags import LONGEST, MOST, like, tag_of
from prazo.desk.tags import read as read_tags
from prazo.lib import scope
from prazo.lib.refusal import Refusal
from prazo.rules.actions.rename_tag import remove_tag as remove_unused
from prazo.rules.actions.rename_tag import used_by
from tests.sight import as_person
from tests.world import MONDAY, World, at, hire, make_world


@pytest.fixture
def world(system: None) -> World:
    return make_world()


def put_on(world: World, ticket: Ticket, *names: str) -> Ticket:
    return tag(ticket, add=names, by=world.by_ann, at=at("09:30"))


def that_have(world: World, op: str, *values: str) -> set[int]:
    stored = {"all_of": [{"field": "tag", "op": op, "values": list(values)}]}
    conditions, faults = read(stored)
    assert not faults
    every = Ticket.objects.values_list("pk", flat=True)
    return matching(conditions, every, user=None, as_of=MONDAY)


class TestForm:
    @pytest.mark.parametrize(
        ("said", "kept"),
        [
            ("  VPN ", "vpn"),
            ("Too   Late", "too late"),
            ("Straße", "strasse"),
            ("ＶＩＰ", "vip"),
            ("São Paulo", "são paulo"),
            ("счёт", "счёт"),
            ("a:b/c#1", "a:b/c#1"),
        ],
    )
    def test_what_is_the_same_is_kept_the_same(self, said: str, kept: str) -> None:
        assert tag_of(said) == kept
        assert tag_of(kept) == kept

    @pytest.mark.parametrize(
        ("said", "code"),
        [
            ("—", "empty_tag"),
            ("x" * (LONGEST + 1), "long_tag"),
            ('say "no"', "unfit_tag"),
            ("a\u200bb", "unfit_tag"),
            ("a\0b", "unfit_tag"),
            ("None", "reserved_tag"),
        ],
    )
    def test_what_can_be_none_says_why(self, said: str, code: str) -> None:
        with pytest.raises(Refusal) as refused:
            tag_of(said)
        assert refused.value.code == code
        assert str(refused.value)

    def test_a_line_of_them_is_read_each_once(self) -> None:
        assert read_tags("VPN, vip,, vpn\nLate ") == ("vpn", "vip", "late")


class TestOnATicket:
    def test_it_is_recorded_and_no_clock_hears_of_it(self, world: World) -> None:
        ticket = world.ask()
        columns = ("state", "due_at", "spent", "coming", "next_step_at")
        before = list(Clock.objects.filter(ticket=ticket).values(*columns))
        put_on(world, ticket, "vpn", "vip")
        tag(ticket, add=["vpn"], remove=["vip", "gone"], by=world.by_bob, at=at("09:31"))
        ticket.refresh_from_db()
        assert ticket.tags == ["vpn"]
        assert list(Clock.objects.filter(ticket=ticket).values(*columns)) == before
        said = list(ticket.events.filter(kind="tagged").values_list("data", flat=True))
        assert said == [
            {"added": ["vip", "vpn"], "removed": []},
            {"added": [], "removed": ["vip"]},
        ]

    def test_what_is_so_already_leaves_no_fact(self, world: World) -> None:
        ticket = put_on(world, world.ask(), "vpn")
        put_on(world, ticket, "vpn")
        assert ticket.events.filter(kind="tagged").count() == 1

    def test_there_are_not_too_many(self, world: World) -> None:
        ticket = world.ask()
        with pytest.raises(Refusal) as refused:
            put_on(world, ticket, *(f"t{n}" for n in range(MOST + 1)))
        assert refused.value.code == "many_tags"
        assert not Tag.objects.exists()

    def test_one_that_ended_has_tags_and_one_that_was_merged_has_none_put_on(
        self, world: World
    ) -> None:
        first, second = world.ask("One"), world.ask("Two", at=at("09:05"))
        merge(second, into=first, by=world.by_ann, at=at("09:10"))
        with pytest.raises(Refusal) as refused:
            put_on(world, second, "vpn")
        assert refused.value.code == "merged"


class TestConditions:
    def test_has_and_has_not(self, world: World) -> None:
        vpn, both, bare = world.ask("1"), world.ask("2"), world.ask("3")
        put_on(world, vpn, "vpn")
        put_on(world, both, "vpn", "too late")
        assert that_have(world, "is", "vpn") == {vpn.pk, both.pk}
        assert that_have(world, "is", "too late", "none") == {both.pk, bare.pk}
        assert that_have(world, "is_not", "vpn") == {bare.pk}
        assert that_have(world, "is_not", "none") == {vpn.pk, both.pk}

    def test_they_are_found_by_their_index(self, world: World) -> None:
        put_on(world, world.ask(), "vpn")
        conditions, _ = read({"all_of": [{"field": "tag", "op": "is", "values": ["vpn"]}]})
        said, values = where(conditions, user=None, as_of=MONDAY)
        with connection.cursor() as cursor, transaction.atomic():
            cursor.execute("set local enable_seqscan = off")
            cursor.execute(f"explain select id from desk_ticket t where {said}", values)
            plan = "\n".join(line for (line,) in cursor.fetchall())
        assert "ticket_tags" in plan

    @pytest.mark.parametrize("value", ["VPN", "a,b", "x" * 41])
    def test_what_is_no_tag_is_a_fault(self, value: str) -> None:
        stored = {"all_of": [{"field": "tag", "op": "is", "values": [value]}]}
        conditions, (fault,) = read(stored)
        assert (conditions, fault.code) == (Conditions(), "bad_value")


class TestOfTheDesk:
    def test_those_that_begin_so_come_first(self, world: World) -> None:
        put_on(world, world.ask(), "vpn", "new vpn", "fax")
        assert like(world.desk.pk, " VPN", (), 5) == ["vpn", "new vpn"]
        assert like(world.desk.pk, "", ["fax"], 5) == ["new vpn", "vpn"]
        assert like(world.other_desk.pk, "", (), 5) == []

    def test_a_new_name_holds_wherever_the_old_one_stood(self, world: World) -> None:
        vpn, both = world.ask("1"), world.ask("2")
        put_on(world, vpn, "vpn")
        put_on(world, both, "vpn", "tunnel")
        stored = {"all_of": [{"field": "tag", "op": "is", "values": ["vpn"]}], "any_of": []}
        own = {"owner": world.ann, "made_at": MONDAY, "conditions": stored}
        of_desk = SavedQueue.objects.create(name="a", desk=world.desk, **own)
        of_all = SavedQueue.objects.create(name="b", **own)
        other = SavedQueue.objects.create(name="c", desk=world.other_desk, **own)
        known = Tag.objects.get(name="vpn")
        assert rename_tag(known, "tunnel", by=Operator(world.lea, MONDAY)) == 2
        assert [Ticket.objects.get(pk=t.pk).tags for t in (vpn, both)] == [["tunnel"]] * 2
        assert counted(world.desk, ["tunnel", "vpn"]) == {"tunnel": 2, "vpn": 0}
        asked = [
            SavedQueue.objects.get(pk=queue.pk).conditions["all_of"][0]["values"]
            for queue in (of_desk, of_all, other)
        ]
        assert asked == [["tunnel"], ["vpn", "tunnel"], ["vpn"]]
        change = Change.objects.get(what="tag.merged")
        assert (change.before, change.after) == ({"name": "vpn"}, {"name": "tunnel", "tickets": 2})

    def test_one_taken_away_is_on_no_ticket(self, world: World) -> None:
        ticket = put_on(world, world.ask(), "vpn", "vip")
        theirs = world.ask("Theirs", desk=world.other_desk, sender="x@else.example")
        tag(theirs, add=["vpn"], by=world.by_ann, at=at("09:30"))
        known = Tag.objects.get(desk=world.desk, name="vpn")
        assert remove_tag(known, by=Operator(world.lea, MONDAY)) == 1
        ticket.refresh_from_db()
        theirs.refresh_from_db()
        assert (ticket.tags, theirs.tags) == (["vip"], ["vpn"])
        assert Change.objects.get(what="tag.removed").before == {"name": "vpn", "tickets": 1}
        with pytest.raises(Refusal):
            remove_tag(known, by=Operator(world.lea, MONDAY))


@pytest.fixture
def committed(committed_db: None) -> Iterator[World]:
    yield make_world()


def while_another(act: Callable[[], object], rename: Callable[[], object]) -> None:
    """`act` was done, and is not committed yet, when `rename` begins."""
    done, go_on = threading.Event(), threading.Event()

    def other() -> None:
        try:
            with scope.entered(scope.SYSTEM), transaction.atomic():
                act()
                done.set()
                go_on.wait(5)
        finally:
            connection.close()

    thread = threading.Thread(target=other)
    thread.start()
    assert done.wait(10)
    threading.Timer(0.3, go_on.set).start()
    rename()
    thread.join(10)


def test_who_tags_while_it_is_renamed_leaves_no_old_name(committed: World) -> None:
    """The one who renames waits for the other's ticket, and finds it."""
    first, second = committed.ask("1"), committed.ask("2")
    put_on(committed, first, "vpn")
    later = {"by": committed.by_bob, "at": MONDAY + timedelta(hours=1)}
    while_another(
        lambda: tag(second, add=["vpn"], **later),
        lambda: rename_tag(Tag.objects.get(), "tunnel", by=Operator(committed.lea, MONDAY)),
    )
    assert Event.objects.filter(kind="tagged").count() == 2
    assert [t.tags for t in Ticket.objects.order_by("pk")] == [["tunnel"], ["tunnel"]]
    assert [t.name for t in Tag.objects.all()] == ["tunnel"]


def test_who_merges_while_it_is_renamed_leaves_no_old_name(committed: World) -> None:
    """The case has the tag only once the merge that is waited for is done."""
    case, source = committed.ask("1"), committed.ask("2")
    put_on(committed, source, "vpn")
    while_another(
        lambda: merge(source, into=case, by=committed.by_bob, at=MONDAY + timedelta(hours=1)),
        lambda: rename_tag(Tag.objects.get(), "tunnel", by=Operator(committed.lea, MONDAY)),
    )
    assert [t.tags for t in Ticket.objects.order_by("pk")] == [["tunnel"], ["tunnel"]]


def test_it_is_called_so_also_where_it_is_not_seen(world: World) -> None:
    world.front.seen_by = SeenBy.TEAM
    world.front.save()
    ada = hire(world.desk, "ada", Role.ADMIN)
    hidden = put_on(world, world.ask(), "vpn", "fax")
    assert hidden.team == world.front
    with as_person(ada):
        assert not Ticket.objects.exists()
        assert rename_tag(Tag.objects.get(name="vpn"), "tunnel", by=Operator(ada, MONDAY)) == 1
        assert remove_tag(Tag.objects.get(name="fax"), by=Operator(ada, MONDAY)) == 1
    hidden.refresh_from_db()
    assert hidden.tags == ["tunnel"]


def test_one_that_a_shared_queue_asks_for_stays(world: World) -> None:
    """What somebody made for himself alone keeps nobody from removing it."""
    put_on(world, world.ask(), "vpn")
    stored = {"all_of": [{"field": "tag", "op": "is", "values": ["vpn"]}], "any_of": []}
    own = {"owner": world.ann, "made_at": MONDAY, "conditions": stored}
    queue = SavedQueue.objects.create(name="Tunnels", desk=world.desk, shared="desk", **own)
    SavedQueue.objects.create(name="Mine", desk=world.desk, **own)
    known, by = Tag.objects.get(), Operator(world.lea, MONDAY)
    assert used_by(world.desk, "vpn") == ["Tunnels"]
    with pytest.raises(Refusal) as refused:
        remove_unused(known, by=by)
    assert (refused.value.code, "Tunnels" in str(refused.value)) == ("in_use", True)
    queue.delete()
    assert remove_unused(known, by=by) == 1


def test_what_is_merged_brings_its_tags(world: World) -> None:
    first, second = world.ask("One"), world.ask("Two", at=at("09:05"))
    put_on(world, first, "vpn")
    put_on(world, second, "vpn", "vip")
    merge(second, into=first, by=world.by_ann, at=at("09:40"))
    first.refresh_from_db()
    assert first.tags == ["vip", "vpn"]
