"""Guests of private tickets: who is let in, by whom, to what; and what moving and merging do."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from prazo.accounts.models import Member, SeenBy, User
from prazo.desk.actions.assign import assign
from prazo.desk.actions.let_in import let_in
from prazo.desk.actions.merge import merge
from prazo.desk.actions.note import note
from prazo.desk.actor import SYSTEM
from prazo.desk.models import Guest, Ticket
from prazo.engine.events import Kind
from prazo.lib.refusal import Refusal
from prazo.notices.actions.tell import tell
from prazo.notices.models import Occasion
from tests.desk.test_private_teams import as_person, shown
from tests.desk.test_private_teams import ticket as ticket
from tests.desk.test_private_teams import world as world
from tests.world import MONDAY, World


@pytest.fixture
def elsewhere(world: World) -> Ticket:
    """In the team back, which everybody sees."""
    made = world.ask("Another")
    Ticket.objects.filter(pk=made.pk).update(team=world.back)
    return Ticket.objects.get(pk=made.pk)


def guests(ticket: Ticket) -> set[User]:
    return {one.user for one in Guest.objects.filter(ticket=ticket)}


def test_who_is_named_sees_it_at_once(world: World, ticket: Ticket) -> None:
    note(ticket, by=world.by_ann, at=MONDAY, text="@Bob, look at this; @Lea knows.")
    assert guests(ticket) == {world.bob}
    assert shown(world.bob, ticket) == {True}


def test_who_calls_himself_like_another_is_not_let_in_for_him(world: World, ticket: Ticket) -> None:
    """AC10: names are one's own choice, and no two colleagues are told apart by them."""
    User.objects.filter(pk=world.contact.pk).update(name=world.bob.name)
    note(ticket, by=world.by_ann, at=MONDAY, text="@Bob, look at this.")
    tell(MONDAY)
    assert not guests(ticket)
    assert shown(world.contact, ticket) == {False}
    note(ticket, by=world.by_ann, at=MONDAY, text=f"@{world.bob.email}, look at this.")
    assert guests(ticket) == {world.bob}


def test_what_is_written_by_itself_lets_nobody_in(world: World, ticket: Ticket) -> None:
    note(ticket, by=SYSTEM, at=MONDAY, text="@Bob, look at this.")
    tell(MONDAY)
    assert not guests(ticket)


def _moved(world: World, ticket: Ticket) -> None:
    assign(ticket, by=world.by_lea, at=MONDAY, team=world.front, reason="It is personal.")


def _closed(world: World, ticket: Ticket) -> None:
    world.back.seen_by = SeenBy.TEAM
    world.back.save()
    Member.objects.get(user=world.bob).teams.remove(world.back)


@pytest.mark.parametrize("hidden", [_moved, _closed])
def test_who_was_named_before_it_was_hidden_is_not_let_in(
    world: World, elsewhere: Ticket, hidden: Callable[[World, Ticket], None]
) -> None:
    """The worker hears of the note when the ticket is private by now."""
    note(elsewhere, by=world.by_lea, at=MONDAY, text="@Bob, look at this.")
    hidden(world, elsewhere)
    tell(MONDAY)
    assert not guests(elsewhere)
    assert shown(world.bob, elsewhere) == {False}
    assert not Occasion.objects.filter(user=world.bob).exists()


def test_who_is_let_in_is_let_in_to_the_team_that_was_meant(world: World, ticket: Ticket) -> None:
    """It is moved while somebody ticks people: they are not let in to what the other team has."""
    world.back.seen_by = SeenBy.TEAM
    world.back.save()
    stale = Ticket.objects.select_related("team").get(pk=ticket.pk)
    assign(ticket, by=world.by_lea, at=MONDAY, team=world.back, reason="Theirs.")
    with pytest.raises(Refusal, match="Back meanwhile"):
        let_in(stale, people=[world.contact], by=world.by_lea, at=MONDAY, reason="He knows.")
    now = Ticket.objects.get(pk=ticket.pk)
    for team in (None, world.front.pk):
        asked = {"by": world.by_lea, "at": MONDAY, "reason": "He knows.", "team": team}
        if team is None:
            let_in(now, people=[world.contact], **asked)
        else:
            with pytest.raises(Refusal, match="Back meanwhile"):
                let_in(now, people=[], **asked)
    assert guests(ticket) == {world.contact}


def test_a_ticket_that_is_private_no_more_has_no_guests(world: World, ticket: Ticket) -> None:
    stale = Ticket.objects.select_related("team").get(pk=ticket.pk)
    assign(ticket, by=world.by_lea, at=MONDAY, team=world.back, reason="Out.")
    with pytest.raises(Refusal, match="not private"):
        let_in(stale, people=[world.bob], by=world.by_lea, at=MONDAY, reason="He knows.")
    assert not guests(ticket)


def test_a_guest_leaves_by_himself(world: World, ticket: Ticket) -> None:
    let_in(ticket, people=[world.bob], by=world.by_ann, at=MONDAY, reason="He knows.")
    with as_person(world.bob):
        let_in(
            ticket,
            people=[],
            without=[world.bob],
            by=world.by_bob,
            at=MONDAY,
            reason="@Bob is done.",
        )
        assert Ticket.objects.filter(pk=ticket.pk).exists()  # until the act is whole
    assert shown(world.bob, ticket) == {False}
    assert "no longer" in ticket.notes.latest("pk").text


def _back(world: World, ticket: Ticket) -> None:
    assign(ticket, by=world.by_bob, at=MONDAY, to=None)


def _on(world: World, ticket: Ticket) -> None:
    assign(ticket, by=world.by_bob, at=MONDAY, to=world.ann)


@pytest.mark.parametrize("act", [_back, _on])
def test_who_has_it_without_being_of_the_team_hands_it_on(
    world: World, ticket: Ticket, act: Callable[[World, Ticket], None]
) -> None:
    assign(ticket, by=world.by_ann, at=MONDAY, to=world.bob)
    with as_person(world.bob):
        act(world, ticket)
    assert Ticket.objects.get(pk=ticket.pk).assignee in (None, world.ann)
    assert shown(world.bob, ticket) == {False}


@pytest.fixture
def second(world: World, ticket: Ticket) -> Ticket:
    """Of the same private team, and in nobody's hands."""
    made = world.ask("Wages", at=MONDAY + timedelta(minutes=1), text="The wages of all.")
    assign(made, by=world.by_lea, at=MONDAY, team=world.front, reason="It is personal.")
    assign(made, by=world.by_lea, at=MONDAY, to=None)
    return Ticket.objects.get(pk=made.pk)


def _let_in(world: World, ticket: Ticket) -> None:
    let_in(ticket, people=[world.bob], by=world.by_ann, at=MONDAY, reason="He knows.")


def _given(world: World, ticket: Ticket) -> None:
    assign(ticket, by=world.by_ann, at=MONDAY, to=world.bob)


@pytest.mark.parametrize("outsider", [_let_in, _given])
def test_by_a_merge_nobody_sees_what_he_was_not_let_in_to(
    world: World,
    ticket: Ticket,
    second: Ticket,
    outsider: Callable[[World, Ticket], None],
) -> None:
    outsider(world, ticket)
    for one, into in ((second, ticket), (ticket, second)):
        with pytest.raises(Refusal, match="Bob") as refused:
            merge(one, into=into, by=world.by_ann, at=MONDAY)
        assert refused.value.field == "into"
    _let_in(world, second)
    merge(ticket, into=second, by=world.by_ann, at=MONDAY)
    assert shown(world.bob, second) >= {True}
    assert ticket.events.filter(kind=Kind.MERGED_INTO).exists()
    let_in(second, people=[], without=[world.bob], by=world.by_ann, at=MONDAY, reason="Done.")
    assert shown(world.bob, second) == shown(world.bob, ticket) == {False}


def test_a_guest_of_both_merges_them(world: World, ticket: Ticket, second: Ticket) -> None:
    for one in (ticket, second):
        _let_in(world, one)
    with as_person(world.bob):
        merge(ticket, into=second, by=world.by_bob, at=MONDAY)
    assert Ticket.objects.get(pk=ticket.pk).merged_into == second
