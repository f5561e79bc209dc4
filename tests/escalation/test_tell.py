"""Who stands behind the words of a step."""

import pytest

from prazo.accounts.models import Absence, Member, Role, RoleHolder, Team, User
from prazo.desk.models import Ticket
from prazo.escalation.tell import DESK_ADMIN, SUBSTITUTE, Directory
from tests.world import World, at, hire, make_world

NOON = at("12:00")


@pytest.fixture
def world(system: None) -> World:
    return make_world()


def reached(ticket: Ticket, *words: str) -> list[str]:
    people = Directory([ticket.desk_id], NOON).reached(ticket, words)
    return sorted(person.address.partition("@")[0] for person in people)


@pytest.mark.parametrize(
    ("word", "names"),
    [
        ("assignee", ["ann", "lea"]),  # nobody has it yet: its team
        ("team", ["ann", "lea"]),
        ("team_lead", ["lea"]),
        ("all_teams", ["ann", "bob", "lea"]),
        ("escalation_contact", ["contact"]),
        ("requester", ["rita"]),
    ],
)
def test_each_word_means_its_people(world: World, word: str, names: list[str]) -> None:
    assert reached(world.ask(), word) == names


def test_one_person_is_told_once_as_what_is_named_first(world: World) -> None:
    people = Directory([world.desk.pk], NOON).reached(
        world.ask(), ("team_lead", "team", "all_teams")
    )
    assert [(one.name, one.role) for one in people] == [
        ("Lea", "team_lead"),
        ("Ann", "team"),
        ("Bob", "all_teams"),
    ]


def test_who_is_told_for_want_of_others_is_told_as_what_he_is(world: World) -> None:
    def told(ticket: Ticket) -> set[tuple[str, str]]:
        people = Directory([ticket.desk_id], NOON).reached(ticket, ["assignee"])
        return {(one.name, one.role) for one in people}

    ticket = world.ask()
    assert told(ticket) == {("Ann", "team"), ("Lea", "team")}
    ticket.assignee = world.ann
    assert told(ticket) == {("Ann", "assignee")}
    ticket.assignee, ticket.team = None, Team.objects.create(desk=world.desk, identifier="legal")
    assert told(ticket) == {("Lea", "team_lead")}
    Member.objects.filter(role=Role.LEAD).delete()
    boss = hire(world.desk, "boss", Role.ADMIN)
    assert told(ticket) == {("Boss", DESK_ADMIN)}
    boss.memberships.all().delete()
    assert told(ticket) == {("Ann", "all_teams"), ("Bob", "all_teams")}


def test_a_lead_of_another_team_is_not_told_where_the_team_has_one(world: World) -> None:
    hire(world.desk, "max", Role.LEAD, world.back)
    ticket = world.ask()
    assert reached(ticket, "team_lead") == ["lea"]
    ticket.team = world.back
    assert reached(ticket, "team_lead") == ["lea", "max"]
    ticket.team = Team.objects.create(desk=world.desk, identifier="legal", name="Legal")
    assert reached(ticket, "team_lead") == ["lea", "max"]  # no lead of its own: all leads


def test_what_no_team_has_is_told_to_all_who_work_there(world: World) -> None:
    ticket = world.ask()
    ticket.team = None
    for word in ("team", "assignee"):
        assert reached(ticket, word) == ["ann", "bob", "lea"]


def test_an_address_without_an_account_can_hold_a_role(world: World) -> None:
    RoleHolder.objects.create(desk=world.desk, role="on_call", address="night@watch.example")
    people = Directory([world.desk.pk], NOON).reached(world.ask(), ["on_call"])
    assert [person.address for person in people] == ["night@watch.example"]


def test_who_may_no_longer_sign_in_is_not_told(world: World) -> None:
    for user in (world.ann, world.contact):
        user.is_active = False
        user.save()
    assert reached(world.ask(), "team") == ["lea"]
    assert reached(world.ask(), "escalation_contact") == ["lea"]  # nobody holds it now: the lead


def test_a_lapse_is_never_told_to_no_one(world: World) -> None:
    ticket = world.ask()
    assert reached(ticket, "unheard_of") == ["lea"]
    Member.objects.filter(role=Role.LEAD).delete()
    boss = hire(world.desk, "boss", Role.ADMIN)
    assert reached(ticket, "unheard_of") == ["boss"]
    boss.memberships.all().delete()
    assert reached(ticket, "unheard_of") == ["ann", "bob"]


def test_nobody_stands_in_for_the_requester(world: World) -> None:
    ticket = world.ask()
    ticket.requester = None
    assert reached(ticket, "requester") == []


def test_a_desk_never_tells_another_desks_people(world: World) -> None:
    ticket = world.ask(desk=world.other_desk, sender="x@else.example")
    people = Directory([world.desk.pk, world.other_desk.pk], NOON)
    for word in ("assignee", "team", "team_lead", "all_teams", "escalation_contact", "nobody"):
        assert [one.name for one in people.reached(ticket, [word])] == ["Stranger"]


def test_for_who_is_away_stands_who_is_there(world: World) -> None:
    """Tickets may stay with somebody absent: a warning that he alone gets is read by nobody."""

    def told(ticket: Ticket) -> set[tuple[str, str]]:
        people = Directory([ticket.desk_id], NOON).reached(ticket, ["assignee"])
        return {(one.name, one.role) for one in people}

    def away(user: User, until: str, substitute: User | None = None) -> None:
        Absence.objects.update_or_create(
            desk=world.desk, user=user,
            defaults={"starts_at": at("8:00"), "ends_at": at(until), "substitute": substitute},
        )  # fmt: skip

    ticket = world.ask()
    ticket.assignee = world.ann
    away(world.ann, "12:00", world.bob)  # is over
    assert told(ticket) == {("Ann", "assignee")}
    away(world.ann, "18:00", world.bob)
    assert told(ticket) == {("Bob", SUBSTITUTE)}
    away(world.bob, "18:00", world.lea)
    assert told(ticket) == {("Lea", SUBSTITUTE)}
    away(world.lea, "18:00")  # nobody stands in any more: its team, as if nobody had it
    assert told(ticket) == {("Ann", "team"), ("Lea", "team")}
    Absence.objects.filter(user=world.ann).update(desk=world.other_desk)
    assert told(ticket) == {("Ann", "assignee")}


def test_he_is_away_from_the_first_instant_and_a_reader_stands_in_for_nobody(world: World) -> None:
    ticket = world.ask()
    ticket.assignee = world.ann
    absence = Absence.objects.create(
        desk=world.desk, user=world.ann, starts_at=NOON, ends_at=at("18:00"), substitute=world.bob
    )
    assert reached(ticket, "assignee") == ["bob"]
    absence.substitute = world.contact  # works there no more: reads
    absence.save()
    assert reached(ticket, "assignee") == ["ann", "lea"]
