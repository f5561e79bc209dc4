"""What was merged into a ticket goes where it goes; and links to what somebody does not see."""

from importlib import import_module

import pytest
from django.db import connection

from prazo.accounts.models import SeenBy
from prazo.channels.email.models import RawMail
from prazo.desk.actions.assign import assign
from prazo.desk.actions.link import link
from prazo.desk.actions.merge import merge
from prazo.desk.models import Event, Link, Ticket
from prazo.lib.refusal import Refusal
from tests.desk.test_private_teams import as_person
from tests.desk.test_private_teams import world as world
from tests.world import MONDAY, World


def asked(world: World, subject: str, *, private: bool = False) -> Ticket:
    made = world.ask(subject)
    team = world.front if private else world.back
    Ticket.objects.filter(pk=made.pk).update(team=team)
    return Ticket.objects.get(pk=made.pk)


@pytest.fixture
def chain(world: World) -> list[Ticket]:
    """The last two merged into the one before them, in a team that everybody sees."""
    case, part, part_of_it = (asked(world, f"Umbrella {n}") for n in range(3))
    assign(part, by=world.by_bob, at=MONDAY, to=world.bob)
    merge(part_of_it, into=part, by=world.by_bob, at=MONDAY)
    merge(part, into=case, by=world.by_bob, at=MONDAY)
    RawMail.objects.create(
        desk=world.desk, ticket=part_of_it, sealed=b"x", size=1, received_at=MONDAY
    )
    return [case, part, part_of_it]


def seen_by_bob(world: World, chain: list[Ticket]) -> set[bool]:
    ids = [one.pk for one in chain]
    of_it = {"ticket__in": ids}
    with as_person(world.bob):
        return {
            Ticket.objects.filter(pk__in=ids).exists(),
            Ticket.objects.visible_to(world.bob).filter(pk__in=ids).exists(),
            Event.objects.filter(**of_it).exists(),
            RawMail.objects.filter(**of_it).exists(),
        }


def test_what_was_merged_is_hidden_with_its_case(world: World, chain: list[Ticket]) -> None:
    """Also from who had it in his hands; and is there again for whoever gets the case."""
    assert seen_by_bob(world, chain) == {True}
    assign(chain[0], by=world.by_lea, at=MONDAY, team=world.front, reason="It is personal.")
    assert seen_by_bob(world, chain) == {False}
    assign(chain[0], by=world.by_lea, at=MONDAY, team=world.back, reason="It is not.")
    with as_person(world.bob):
        assert Ticket.objects.filter(pk__in=[one.pk for one in chain]).count() == 3


def test_who_moves_the_case_out_of_his_sight_takes_all_along(
    world: World, chain: list[Ticket]
) -> None:
    with as_person(world.bob):
        assign(chain[0], by=world.by_bob, at=MONDAY, team=world.front, reason="Theirs.")
    assert seen_by_bob(world, chain) == {False}


def test_a_team_that_is_closed_closes_what_was_merged(world: World) -> None:
    """Merged while it was of an open team: it is in its case's team since."""
    other = world.desk.teams.create(identifier="other", name="Other")
    case, part = asked(world, "One"), asked(world, "Other")
    Ticket.objects.filter(pk=part.pk).update(team=other)
    merge(part, into=case, by=world.by_bob, at=MONDAY)
    world.back.seen_by = SeenBy.TEAM
    world.back.save()
    with as_person(world.ann):
        assert not Ticket.objects.filter(pk__in=[case.pk, part.pk]).exists()


def test_what_was_merged_before_is_put_right(world: World) -> None:
    """As the migration does it."""
    case, part, deeper = (asked(world, f"Umbrella {n}") for n in range(3))
    Ticket.objects.filter(pk=part.pk).update(merged_into=case, assignee=world.bob)
    Ticket.objects.filter(pk=deeper.pk).update(merged_into=part, assignee=world.ann)
    Ticket.objects.filter(pk=case.pk).update(team=world.front)
    mending = import_module("prazo.desk.migrations.0041_merged_along")
    with connection.cursor() as cursor:
        cursor.execute(mending.ALONG + mending.HELD)
    found = Ticket.objects.filter(pk__in=[part.pk, deeper.pk]).order_by("pk")
    assert [(one.team, one.assignee) for one in found] == [
        (world.front, None),
        (world.front, world.ann),
    ]


def test_a_cause_that_one_does_not_see_stands(world: World) -> None:
    cause, first, second = asked(world, "Mast", private=True), asked(world, "A"), asked(world, "B")
    link(cause, other=first, kind="causes", by=world.by_lea, at=MONDAY)
    with as_person(world.bob):
        with pytest.raises(Refusal) as refused:
            link(second, other=first, kind="causes", by=world.by_bob, at=MONDAY)
        assert refused.value.code == "has_cause"
        assert str(cause.number) not in str(refused.value)
        link(second, other=first, kind="blocks", by=world.by_bob, at=MONDAY)


def test_a_merge_carries_links_to_what_one_does_not_see(world: World) -> None:
    hidden = asked(world, "Mast", private=True)
    visible, part, case = (asked(world, subject) for subject in ("Roof", "A", "B"))
    link(hidden, other=part, kind="causes", by=world.by_lea, at=MONDAY)
    link(hidden, other=part, kind="related", by=world.by_lea, at=MONDAY)
    with as_person(world.bob):
        merge(part, into=case, by=world.by_bob, at=MONDAY)
    kinds = set(Link.objects.filter(second=case).values_list("kind", flat=True))
    assert {*kinds, *Link.objects.filter(first=case).values_list("kind", flat=True)} == {
        "causes", "related"
    }  # fmt: skip
    # The case has a hidden cause now, and what comes next one that is seen.
    last = asked(world, "C")
    link(visible, other=last, kind="causes", by=world.by_bob, at=MONDAY)
    with as_person(world.bob):
        merge(last, into=case, by=world.by_bob, at=MONDAY)
    assert Link.objects.get(second=case, kind="causes").first == hidden
