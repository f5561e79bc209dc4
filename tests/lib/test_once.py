"""A constraint of the database as a refusal: this one and no other, also when two come at once."""

import pytest
from django.db import IntegrityError, transaction

from prazo.accounts.models import Desk, Team
from prazo.lib.once import once
from prazo.lib.refusal import Refusal
from tests.at_once import at_once


def refusal() -> Refusal:
    return Refusal("taken", "It is taken.", "identifier")


def make(desk: Desk, identifier: str = "front") -> Team:
    with transaction.atomic(), once("team_once", refusal()):
        return Team.objects.create(desk=desk, identifier=identifier, name="x")


def test_what_came_before_the_block_stays(system: None) -> None:
    desk = Desk.objects.create(slug="here", name="Here")
    make(desk)
    with pytest.raises(Refusal, match="It is taken"):
        make(desk)
    assert Team.objects.count() == 1
    assert make(desk, "back").pk


def test_another_constraint_is_no_refusal(system: None) -> None:
    desk = Desk.objects.create(slug="here", name="Here")
    with pytest.raises(IntegrityError), transaction.atomic(), once("role_once", refusal()):
        Desk.objects.create(slug="here", name="Again")
    assert Desk.objects.get() == desk


def test_of_two_at_once_one_is_refused(committed_db: None) -> None:
    desk = Desk.objects.create(slug="here", name="Here")
    outcomes = at_once([lambda: make(desk)] * 4)
    assert sorted(type(one).__name__ for one in outcomes) == ["Refusal"] * 3 + ["Team"]
    assert Team.objects.count() == 1
