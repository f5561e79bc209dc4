"""Several operators at the same moment: one after the other, and none of them lost."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction

from prazo.accounts.actions.add_factor import add_factor
from prazo.accounts.actions.administer import administer
from prazo.accounts.actions.appoint import appoint
from prazo.accounts.actions.change_member import change_member
from prazo.accounts.actions.invite import invite
from prazo.accounts.actions.make_team import change_team
from prazo.accounts.factors import app, recovery
from prazo.accounts.models import Change, Member, Role, RoleHolder, SeenBy, User
from prazo.accounts.operator import Operator
from prazo.agreements.actions.adopt_text import adopt_text
from prazo.agreements.models import Version
from prazo.lib.refusal import Refusal
from tests.at_once import PATIENCE, at_once
from tests.web.factors import code, give_app
from tests.world import TEXT, World, hire, make_world

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


def kinds(outcomes: list[object]) -> list[str]:
    return sorted(type(one).__name__ for one in outcomes)


def test_one_address_invited_by_several(committed_db: None) -> None:
    world = make_world()
    by = Operator(hire(world.desk, "ada", Role.ADMIN), NOW)
    outcomes = at_once(
        [lambda: invite(world.desk, "new@desk.example", "Newt", Role.AGENT, [], by=by)] * 4
    )
    assert kinds(outcomes) == ["Invited"] + ["Refusal"] * 3
    assert User.objects.filter(email="new@desk.example").count() == 1
    assert Change.objects.count() == 1


def test_one_role_given_by_several(committed_db: None) -> None:
    world = make_world()
    by = Operator(hire(world.desk, "ada", Role.ADMIN), NOW)

    def give() -> RoleHolder:
        return appoint(world.desk, "escalation_contact", user=None, address="x@y.example", by=by)

    assert kinds(at_once([give] * 4)) == ["Refusal"] * 3 + ["RoleHolder"]


def test_two_admins_who_take_it_from_each_other(committed_db: None) -> None:
    """Whoever comes first wins, and the desk keeps an admin."""
    world = make_world()
    ada, eve = (hire(world.desk, name, Role.ADMIN) for name in ("ada", "eve"))

    def demote(by: User, other: User) -> Member:
        member = Member.objects.select_related("user", "desk").get(user=other, desk=world.desk)
        return change_member(member, Role.AGENT, [], by=Operator(by, NOW))

    outcomes = at_once([lambda: demote(ada, eve), lambda: demote(eve, ada)])
    admins = Member.objects.filter(desk=world.desk, role=Role.ADMIN).count()
    assert admins == 1, outcomes
    assert kinds(outcomes) == ["Member", "Refusal"]


def test_one_instant_has_one_version(committed_db: None) -> None:
    world = make_world()
    by = Operator(hire(world.desk, "ada", Role.ADMIN), NOW)
    texts = [TEXT.replace('version: "1"', f'version: "{n}"') for n in (2, 3)]
    since = NOW + timedelta(days=1)
    outcomes = at_once(
        [lambda text=text: adopt_text(world.desk, text, since=since, by=by) for text in texts]
    )
    assert kinds(outcomes) == ["Adoption", "Refusal"]
    (refused,) = (one for one in outcomes if isinstance(one, Refusal))
    assert refused.code == "taken"
    assert Version.objects.count() == 2  # what was refused left nothing behind


def test_two_administrators_who_take_it_from_each_other(committed_db: None) -> None:
    world = make_world()
    people = [hire(world.desk, name, Role.ADMIN) for name in ("ada", "eve")]
    User.objects.filter(pk__in=[one.pk for one in people]).update(administers=True)
    ada, eve = (Member.objects.select_related("user", "desk").get(user=one) for one in people)

    def take(by: Member, other: Member) -> None:
        administer(other, False, by=Operator(by.user, NOW))

    outcomes = at_once([lambda: take(ada, eve), lambda: take(eve, ada)])
    assert kinds(outcomes) == ["NoneType", "Refusal"]
    assert User.objects.filter(administers=True).count() == 1


def test_one_code_of_an_app_holds_for_one(committed_db: None) -> None:
    """S08: the same six figures from several browsers at the same moment."""
    world = make_world()
    secret, now = give_app(world.ann), datetime.now(UTC)
    shown = code(secret, now)
    assert sorted(at_once([lambda: app.holds(world.ann, shown, now)] * 4)) == [False] * 3 + [True]
    paper = recovery.unused(world.ann)[0]
    tried = at_once([lambda: recovery.holds(world.ann, paper, now)] * 4)
    assert sorted(tried) == [False] * 3 + [True]


def test_two_first_factors_are_one(committed_db: None) -> None:
    world = make_world()
    secrets, now = (app.new_secret(), app.new_secret()), datetime.now(UTC)
    by = Operator(world.ann, now)

    def add(secret: str) -> bool:
        enrol = lambda: app.enrol(world.ann, secret, code(secret, now), now)  # noqa: E731
        return add_factor("app", enrol, by=by, session_key="")

    assert sorted(at_once([lambda s=one: add(s) for one in secrets])) == [False, True]
    assert Change.objects.filter(what="account.factor_added").count() == 1


def _hire(world: World, by: Operator) -> object:
    return invite(world.desk, "new@desk.example", "Newt", Role.AGENT, [], by=by)


def _leave(world: World, by: Operator) -> object:
    return change_member(Member.objects.get(user=world.ann), Role.AGENT, [], by=by)


@pytest.mark.parametrize("other", [_hire, _leave])
def test_a_team_that_is_closed_is_closed_to_who_comes_or_leaves_meanwhile(
    committed_db: None, other: Callable[[World, Operator], object]
) -> None:
    """Neither of the two sees yet what the other one writes."""
    world = make_world()
    by = Operator(hire(world.desk, "ada", Role.ADMIN), NOW)
    closed, done = threading.Event(), threading.Event()

    def close() -> None:
        with transaction.atomic():
            change_team(world.front, "Front", SeenBy.TEAM, by=by)
            closed.set()
            done.wait(1)  # where the other one does not wait for this one, he is through by now

    def meanwhile() -> None:
        closed.wait(PATIENCE)
        other(world, by)
        done.set()

    assert at_once([close, meanwhile]) == [None, None]
    inside = Member.objects.filter(teams=world.front)
    outside = Member.objects.filter(desk=world.desk).exclude(pk__in=inside)
    assert {tuple(one.closed) for one in outside} == {(world.front.pk,)}
    assert {tuple(one.closed) for one in inside} == {()}
