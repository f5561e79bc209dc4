"""How far an operator's power reaches, over every pair of people with roles at two desks (AC10)."""

from datetime import UTC, datetime
from itertools import product

import pytest

from prazo.accounts.models import Desk, Member, Role, User
from prazo.accounts.models.member import RANK
from prazo.accounts.operator import Operator

NOW = datetime(2026, 3, 2, tzinfo=UTC)
ROLES = (None, Role.READER, Role.AGENT, Role.LEAD, Role.ADMIN)


@pytest.fixture
def desks(system: None) -> tuple[Desk, Desk]:
    here, there = (Desk.objects.create(slug=slug, name=slug) for slug in ("here", "there"))
    return here, there


def person(name: str, desks: tuple[Desk, Desk], *roles: Role | None, boss: bool = False) -> User:
    user = User.objects.create_user(f"{name}@desk.example", name=name, administers=boss)
    for desk, role in zip(desks, roles, strict=True):
        if role is not None:
            Member.objects.create(desk=desk, user=user, role=role)
    return user


def test_what_one_may_give(desks: tuple[Desk, Desk]) -> None:
    here, there = desks
    for held in ROLES:
        by = Operator(person(f"{held}", desks, held, None), NOW)
        assert by.may_set_up(here) is (held is Role.ADMIN)
        for role in RANK:
            assert by.may_give(role, here) is (held is Role.ADMIN)
            assert not by.may_give(role, there)
    boss = Operator(person("boss", desks, None, None, boss=True), NOW)
    assert all(boss.may_give(role, desk) for role in RANK for desk in desks)


def test_whom_one_outranks(desks: tuple[Desk, Desk]) -> None:
    """Only whoever may do all that the other may: at each desk of his, and at the whole."""
    pairs = list(product(ROLES, ROLES))
    people = {
        (boss, *roles): person(f"{boss}-{roles[0]}-{roles[1]}", desks, *roles, boss=boss)
        for boss in (False, True)
        for roles in pairs
    }
    for (by_boss, *held), user in people.items():
        by = Operator(user, NOW)
        for (his_boss, *his), other in people.items():
            covered = all(
                mine is Role.ADMIN
                for mine, theirs in zip(held, his, strict=True)
                if theirs is not None
            )
            assert by.outranks(other) is (by_boss or (covered and not his_boss))
    assert len(people) == 50
