"""Private teams: what the database shows of their tickets, and how one gets in and out."""

from collections.abc import Callable

import pytest
from django.db import connection, transaction

from prazo.accounts.models import Member, Role, SeenBy, User
from prazo.desk.actions.assign import assign
from prazo.desk.actions.classify import classify
from prazo.desk.actions.count_contract import count_contract
from prazo.desk.actions.let_in import let_in
from prazo.desk.actions.merge import merge
from prazo.desk.actions.note import note
from prazo.desk.actions.open_side_thread import open_side_thread
from prazo.desk.actions.reply import reply
from prazo.desk.actions.split import split
from prazo.desk.actions.write_first import Addressee, write_first
from prazo.desk.models import (
    Clock,
    Event,
    Guest,
    Message,
    Note,
    Outgoing,
    SideMessage,
    SideThread,
    Ticket,
)
from prazo.desk.search import found_by
from prazo.desk.terms import terms_of
from prazo.escalation.actions.climb import climb
from prazo.lib import scope
from prazo.lib.refusal import Refusal
from prazo.lib.scope import Scope
from tests.sight import as_person
from tests.world import MONDAY, World, at, hire, make_world

HANGS_ON_IT = (Message, Note, Event, Clock, Outgoing, SideThread, SideMessage)


@pytest.fixture
def world(system: None) -> World:
    world = make_world()
    world.front.seen_by = SeenBy.TEAM
    world.front.save()
    return world


@pytest.fixture
def ticket(world: World) -> Ticket:
    """With something of every kind, in the hands of the private team."""
    ticket = world.ask("About the umbrella", text="The umbrella is torn.")
    assign(ticket, by=world.by_lea, at=MONDAY, team=world.front, reason="It is personal.")
    note(ticket, by=world.by_ann, at=MONDAY, text="Torn on purpose.")
    reply(ticket, by=world.by_ann, at=MONDAY, text="We mend it.")
    open_side_thread(
        ticket, party="carrier", to="noc@carrier.example", subject="Umbrella", text="Torn.",
        by=world.by_ann, at=MONDAY,
    )  # fmt: skip
    return Ticket.objects.get(pk=ticket.pk)


def shown(user: User, ticket: Ticket) -> set[bool]:
    """Whether any row of the ticket is there for him: by the database, and by the one door."""
    with as_person(user):
        rows = {model.objects.filter(**_of(model, ticket)).exists() for model in HANGS_ON_IT}
        rows.add(Ticket.objects.filter(pk=ticket.pk).exists())
        found = ticket.pk in found_by("umbrella", [ticket.desk_id])
    return rows | {Ticket.objects.visible_to(user).filter(pk=ticket.pk).exists(), found}


def _of(model: type, ticket: Ticket) -> dict[str, int]:
    return {"thread__ticket" if model is SideMessage else "ticket": ticket.pk}


def test_only_members_see_a_ticket_and_what_hangs_on_it(world: World, ticket: Ticket) -> None:
    assert shown(world.ann, ticket) == shown(world.lea, ticket) == {True}
    ada = hire(world.desk, "ada", Role.ADMIN)
    for outside in (world.bob, world.contact, ada):
        assert shown(outside, ticket) == {False}, outside


@pytest.mark.parametrize(
    ("seen_by", "sees"),
    [
        (SeenBy.TEAM, set()),
        (SeenBy.ADMINS, {"ada"}),
        (SeenBy.LEADS, {"ada", "leo"}),
        (SeenBy.DESK, {"ada", "leo", "bob", "contact"}),
    ],
)
def test_the_team_says_who_else_sees_its_tickets(
    world: World, ticket: Ticket, seen_by: str, sees: set[str]
) -> None:
    """At once, whoever changes it, and for those whose role or teams change."""
    ada, leo = hire(world.desk, "ada", Role.ADMIN), hire(world.desk, "leo", Role.LEAD)
    world.front.seen_by = seen_by
    world.front.save()
    others = {"ada": ada, "leo": leo, "bob": world.bob, "contact": world.contact}
    assert {name for name, user in others.items() if shown(user, ticket) == {True}} == sees
    own = Member.objects.get(user=world.bob)
    own.teams.add(world.front)
    assert shown(world.bob, ticket) == {True}
    own.teams.remove(world.front)
    own.role = Role.ADMIN
    own.save()
    assert shown(world.bob, ticket) == {seen_by != SeenBy.TEAM}


def test_who_has_it_and_who_was_let_in_see_it(world: World, ticket: Ticket) -> None:
    assign(ticket, by=world.by_ann, at=MONDAY, to=world.bob)
    assert shown(world.bob, ticket) == {True}
    assign(ticket, by=world.by_ann, at=MONDAY, to=world.ann)
    assert shown(world.bob, ticket) == {False}
    let_in(ticket, people=[world.bob], by=world.by_ann, at=MONDAY, reason="He knows umbrellas.")
    assert shown(world.bob, ticket) == {True}
    assert "Bob" in ticket.notes.latest("pk").text
    gone = [world.bob]
    let_in(ticket, people=[], without=gone, by=world.by_ann, at=MONDAY, reason="Done.")
    assert shown(world.bob, ticket) == {False}


def test_where_nobody_said_what_is_closed_everything_is(world: World, ticket: Ticket) -> None:
    """A scope that was forgotten hides too much rather than too little."""
    with scope.entered(Scope(f"{{{world.desk.pk}}}", scope.ALL)):
        assert not any(model.objects.exists() for model in (Ticket, *HANGS_ON_IT))
    with scope.entered(scope.of([world.desk.pk])):
        assert all(model.objects.exists() for model in (Ticket, *HANGS_ON_IT))


def test_it_is_moved_with_a_reason_and_a_warning(world: World, ticket: Ticket) -> None:
    """Who loses sight of it, and who sees more, is said before it is done."""
    other = world.ask("Another")
    Ticket.objects.filter(pk=other.pk).update(team=world.back)
    cases = (
        (other, world.front, ("hidden from", "Bob")),
        (ticket, world.back, ("is seen by", "Bob")),
    )
    for one, team, words in cases:
        with pytest.raises(Refusal) as refused:
            assign(one, by=world.by_lea, at=MONDAY, team=team)
        assert refused.value.field == "reason"
        assert all(word in str(refused.value) for word in words), str(refused.value)
        assign(one, by=world.by_lea, at=MONDAY, team=team, reason="It belongs there.")
        fact = one.events.filter(kind="assigned").latest("pk")
        assert fact.data["reason"] == "It belongs there."
    assert shown(world.bob, ticket) == {True}


def test_who_moves_it_out_of_his_sight_does_so_whole(world: World, ticket: Ticket) -> None:
    other = world.ask("About an umbrella of mine")
    Ticket.objects.filter(pk=other.pk).update(team=world.back)
    with as_person(world.bob):
        assign(other, by=world.by_bob, at=MONDAY, team=world.front, reason="Theirs.")
    assert Ticket.objects.get(pk=other.pk).team == world.front
    with as_person(world.bob):
        assert not Ticket.objects.filter(pk=other.pk).exists()


def test_guests_stay_behind_when_it_moves(world: World, ticket: Ticket) -> None:
    let_in(ticket, people=[world.bob], by=world.by_ann, at=MONDAY, reason="He knows.")
    assign(ticket, by=world.by_lea, at=MONDAY, team=world.back, reason="Out.")
    assert not Guest.objects.filter(ticket=ticket).exists()


def test_a_level_brings_it_to_a_private_team_only_by_assignment(world: World) -> None:
    ticket = world.ask()
    assert ticket.team == world.front
    upper = terms_of(ticket.version).next_level(ticket.level)
    with pytest.raises(Refusal, match="first"):
        classify(ticket, by=world.by_lea, at=MONDAY, changes={"level": upper})
    assign(ticket, by=world.by_lea, at=MONDAY, team=world.back, reason="For the second level.")
    classify(ticket, by=world.by_lea, at=MONDAY, changes={"level": upper})


def test_two_are_merged_only_where_the_same_people_see_both(world: World, ticket: Ticket) -> None:
    other = world.ask("The same")
    Ticket.objects.filter(pk=other.pk).update(team=world.back)
    with pytest.raises(Refusal, match="private"):
        merge(ticket, into=other, by=world.by_lea, at=MONDAY)
    with pytest.raises(Refusal, match="private"):
        merge(other, into=ticket, by=world.by_lea, at=MONDAY)
    assign(other, by=world.by_lea, at=MONDAY, team=world.front, reason="The same case.")
    merge(other, into=ticket, by=world.by_lea, at=MONDAY)
    assert shown(world.bob, ticket) == {False}


def test_who_is_told_of_a_lapse_is_not_told_what_it_is_about(world: World, ticket: Ticket) -> None:
    """The agreement names whom to tell; the mail says which ticket, which target and when."""
    world.back.seen_by = SeenBy.TEAM
    world.back.save()
    late = world.ask("The umbrella again", at=MONDAY, text="Torn.")
    assert climb(at("23:00", days=3))
    mails = Outgoing.objects.filter(key__startswith="step:", ticket=late)
    assert mails
    for mail in mails:
        told = f"{mail.subject} {mail.text}"
        assert "umbrella" not in told.lower() and "Acme" not in told, told
        assert str(late.number) in told and "private to the team" in told


def test_nothing_is_looked_up_for_who_is_closed_out_of_nothing(
    world: World, django_assert_num_queries: Callable[..., object]
) -> None:
    """One statement for a ticket seen, private teams or not."""
    with as_person(world.ann), django_assert_num_queries(1):
        list(Ticket.objects.visible_to(world.ann)[:50])


def test_the_database_keeps_what_is_closed(world: World) -> None:
    """Also for who is hired later, and for teams that are made later."""
    late = hire(world.desk, "late", Role.AGENT)
    assert Member.objects.get(user=late).closed == [world.front.pk]
    team = world.desk.teams.create(identifier="payroll", name="Payroll", seen_by=SeenBy.ADMINS)
    assert Member.objects.get(user=late).closed == [world.front.pk, team.pk]
    team.delete()
    with connection.cursor() as cursor:
        cursor.execute("select prazo_close_teams(array[%s::bigint])", [world.desk.pk])
    assert Member.objects.get(user=late).closed == [world.front.pk]


def test_who_opens_or_splits_one_into_a_private_team_goes_on_seeing_it(
    world: World, ticket: Ticket
) -> None:
    """By its level it goes to a team that is closed to him."""
    to = Addressee(address="rita@acme.example", name="Rita")
    with as_person(world.bob):
        ours = write_first(world.desk, to=to, subject="Late", by=world.by_bob, at=MONDAY)
    assert ours.team == world.front
    let_in(ticket, people=[world.bob], by=world.by_ann, at=MONDAY, reason="He knows.")
    asked = ticket.messages.filter(kind="request").earliest("pk")
    with as_person(world.bob):
        apart = split(ticket, message=asked, subject="B", text="B", by=world.by_bob, at=MONDAY)
        assert Ticket.objects.visible_to(world.bob).filter(pk=apart.pk).exists()
    assert shown(world.bob, ours) >= {True}


def test_what_must_reach_every_ticket_reaches_those_one_does_not_see(
    world: World, ticket: Ticket
) -> None:
    """A contract's new figures, and a person who turns out to be another: for hidden ones, too."""
    with as_person(world.bob), transaction.atomic():
        seen = Ticket.objects.filter(contract=world.contract).count()
        assert seen == 0
        assert count_contract(world.contract, as_of=MONDAY) == 1
        assert Ticket.objects.filter(contract=world.contract).count() == seen
