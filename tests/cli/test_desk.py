"""Commands about a desk's agreement: who does it stands in the history."""

import pytest
from typer.testing import CliRunner

from prazo.accounts.models import Change, User
from prazo.agreements import closed_dates
from prazo.agreements.models import ClosedDate
from prazo.cli import app
from tests.world import World, make_world


@pytest.fixture
def world(system: None) -> World:
    closed_dates.forget()
    world = make_world()
    User.objects.filter(pk__in=[world.lea.pk, world.ann.pk]).update(administers=True)
    return world


def holiday(*words: str) -> tuple[int, str]:
    done = CliRunner().invoke(app, ["holiday", "small", "office", *words])
    assert done.exception is None or isinstance(done.exception, SystemExit)
    return done.exit_code, done.output


def test_a_day_is_closed_in_somebodys_name(world: World) -> None:
    assert holiday("2026-03-09", "Town holiday")[0] == 1  # of two administrators, which?
    assert not ClosedDate.objects.exists()
    code, output = holiday("2026-03-09", "Town holiday", "--by", "lea@desk.example")
    assert (code, "0 clocks are due at another time now." in output) == (0, True)
    assert {one.by for one in Change.objects.filter(what="agreement.day_closed")} == {world.lea}
    closed_dates.forget()


def test_what_is_no_day_is_said_with_the_remedy(world: World) -> None:
    code, output = holiday("9.3.2026", "Town holiday", "--by", "lea@desk.example")
    assert (code, output) == (1, "DAY: write a date such as 2027-01-31.\n")
