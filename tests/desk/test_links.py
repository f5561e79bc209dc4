"""Links between tickets of a desk: both ways, no circles, and one solution for many."""

import threading
from contextlib import suppress
from typing import Any

import pytest

from prazo.desk.actions import link as linking
from prazo.desk.actions.link import link, unlink
from prazo.desk.actions.merge import merge
from prazo.desk.actions.resolve import resolve
from prazo.desk.actions.resolve_children import children, resolve_with_children
from prazo.desk.models import Link, Message, Ticket
from prazo.lib import scope
from prazo.lib.refusal import Refusal
from tests.at_once import at_once
from tests.desk.in_line import assert_in_line
from tests.world import World, at, make_world


@pytest.fixture
def world(system: None) -> World:
    return make_world()


def linked(world: World, first: Ticket, second: Ticket, kind: str = "causes") -> Link:
    return link(first, other=second, kind=kind, by=world.by_ann, at=at("9:00"))


def test_what_is_related_is_so_once(world: World) -> None:
    one, other = world.ask(), world.ask()
    made = linked(world, other, one, "related")
    assert (made.first, made.second, made.user) == (one, other, world.ann)
    for first, second in ((one, other), (other, one)):
        with pytest.raises(Refusal) as refusal:
            linked(world, first, second, "related")
        assert refusal.value.code == "linked"
    unlink(other, link=made, at=at("9:30"))
    assert not Link.objects.exists()


def test_no_two_close_one_together(committed_db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    world = make_world()
    a, b, c, d = (world.ask() for _ in range(4))
    linked(world, b, c)
    linked(world, d, a)
    both, looked = threading.Barrier(2), linking._must_make_sense

    def look(*all_: Any) -> None:
        looked(*all_)
        with suppress(threading.BrokenBarrierError):
            both.wait(2)  # for the other one, who must not be here yet

    monkeypatch.setattr(linking, "_must_make_sense", look)
    done = at_once([lambda: linked(world, a, b), lambda: linked(world, c, d)])
    assert [type(one) for one in done].count(Refusal) == 1
    assert Link.objects.count() == 3


@pytest.mark.parametrize("kind", ["blocks", "causes"])
def test_no_circle_is_closed(world: World, kind: str) -> None:
    a, b, c = (world.ask() for _ in range(3))
    linked(world, a, b, kind)
    linked(world, b, c, kind)
    with pytest.raises(Refusal) as refusal:
        linked(world, c, a, kind)
    assert refusal.value.code == "circle"
    assert Link.objects.count() == 2


def test_a_ticket_has_one_cause(world: World) -> None:
    a, b, c = (world.ask() for _ in range(3))
    linked(world, a, c)
    with pytest.raises(Refusal) as refusal:
        linked(world, b, c)
    assert (refusal.value.code, refusal.value.params["cause"]) == ("has_cause", a.number)


def test_links_that_make_no_sense(world: World) -> None:
    ticket = world.ask()
    elsewhere = world.ask(desk=world.other_desk, sender="x@else.example")
    gone, case = world.ask(), world.ask()
    merge(gone, into=case, by=world.by_ann, at=at("9:00"))
    gone.refresh_from_db()
    for other, kind in ((ticket, "blocks"), (elsewhere, "related"), (gone, "related"), (case, "x")):
        with pytest.raises(Refusal):
            linked(world, ticket, other, kind)
    assert not Link.objects.exists()


def test_only_an_end_of_a_link_removes_it(world: World) -> None:
    made = linked(world, world.ask(), world.ask())
    with pytest.raises(Refusal):
        unlink(world.ask(), link=made, at=at("9:30"))
    assert Link.objects.exists()


def test_a_merge_takes_links_along(world: World) -> None:
    parent, child, case, friend = (world.ask() for _ in range(4))
    linked(world, parent, child)
    linked(world, child, case, "related")  # between the two that become one: it ends
    linked(world, child, friend, "blocks")
    merge(child, into=case, by=world.by_ann, at=at("9:30"))
    found = set(Link.objects.values_list("first", "second", "kind"))
    assert found == {(parent.pk, case.pk, "causes"), (case.pk, friend.pk, "blocks")}


def test_children_are_resolved_with_their_cause_as_chosen(world: World) -> None:
    parent, one, two, ended = (world.ask() for _ in range(4))
    for child in (one, two, ended):
        linked(world, parent, child)
    resolve(ended, by=world.by_bob, at=at("9:10"), summary="Was something else.")
    assert list(children(parent)) == [one, two]
    resolve_with_children(
        parent, chosen=[one], by=world.by_ann, at=at("10:00"), summary="New trunk."
    )
    states = [Ticket.objects.get(pk=t.pk).status for t in (parent, one, two)]
    assert states == ["resolved", "resolved", "open"]
    assert Message.objects.get(ticket=one, kind="summary").text == "New trunk."
    assert Ticket.objects.get(pk=ended.pk).summary == "Was something else."
    assert_in_line(one)
    # The parent is resolved already: the rest can follow later.
    resolve_with_children(
        Ticket.objects.get(pk=parent.pk),
        chosen=[two],
        by=world.by_ann,
        at=at("10:30"),
        summary="New trunk.",
    )
    assert Ticket.objects.get(pk=two.pk).status == "resolved"


def test_all_or_none(world: World) -> None:
    parent, stranger = world.ask(), world.ask()
    with pytest.raises(Refusal) as refusal:
        resolve_with_children(
            parent, chosen=[stranger], by=world.by_ann, at=at("10:00"), summary="Done."
        )
    assert refusal.value.field == "children" and str(stranger.number) in str(refusal.value)
    assert Ticket.objects.get(pk=parent.pk).status == "open"


def test_links_are_their_desks_and_no_customers(world: World) -> None:
    linked(world, world.ask(), world.ask())
    for seen, there in (
        (scope.of([world.desk.pk]), True),
        (scope.of([world.other_desk.pk]), False),
        (scope.of([world.desk.pk], [world.customer.pk]), False),
    ):
        with scope.entered(seen):
            assert Link.objects.exists() is there
