"""Steps taken from the clocks' rows alone, against folding each ticket."""

import random
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest

from prazo.agreements import closed_dates
from prazo.agreements.models import ClosedDate
from prazo.agreements.take import adopt, take
from prazo.desk.actions.reply import reply
from prazo.desk.models import Clock, Event, Outgoing, Ticket
from prazo.escalation.actions import take as taking
from prazo.escalation.actions.climb import climb
from prazo.escalation.models import Escalation
from tests.desk.in_line import assert_in_line
from tests.desk.test_recount import RICH, live
from tests.world import World, at, make_world


@pytest.fixture(autouse=True)
def known_dates() -> Iterator[None]:
    closed_dates.forget()
    yield
    closed_dates.forget()


@pytest.fixture
def world(system: None) -> World:
    return make_world()


@pytest.fixture
def folded(monkeypatch: pytest.MonkeyPatch) -> Callable[[], list[int]]:
    """Every ticket that is folded from now on."""

    def watched() -> list[int]:
        seen: list[int] = []
        fold = taking.settlements

        def settlements(tickets: list[Ticket]) -> object:
            seen.extend(ticket.pk for ticket in tickets)
            return fold(tickets)

        monkeypatch.setattr(taking, "settlements", settlements)
        return seen

    return watched


def sweep(as_of: object) -> None:
    while climb(as_of):  # type: ignore[arg-type]
        pass


@pytest.mark.parametrize("seed", range(6))
def test_rows_are_as_if_folded(
    world: World, folded: Callable[[], list[int]], monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    """Lived twice alike, swept by rows and swept by folding: the same is told and written."""
    adopt(world.desk, take(RICH), since=at("00:00", days=-1))
    outcomes = []
    for by_rows in (True, False):
        if not by_rows:
            monkeypatch.setattr(taking, "aged", lambda tickets, as_of: [])
        seen = folded()
        chance = random.Random(seed)
        tickets = live(world, chance, 10, at("10:20", days=4))
        for hours in (1, 7, 30, 100):
            sweep(at("10:20", days=4) + timedelta(hours=hours))
            for ticket in tickets:
                assert_in_line(ticket)
        outcomes.append((_written(tickets), len(seen)))
    (rows, few), (folds, many) = outcomes
    assert rows == folds
    assert few < many


def _written(tickets: list[Ticket]) -> list[object]:
    """What sweeping wrote, in words that do not depend on ids."""
    found: list[object] = []
    for place, ticket in enumerate(tickets):
        mine = {"ticket": ticket}
        taken = Escalation.objects.filter(**mine).order_by("due_at", "clock__metric", "key")
        facts = Event.objects.filter(**mine, kind="escalated").order_by("at", "id")
        notices = Outgoing.objects.filter(**mine, key__startswith="step:").order_by("id")
        columns = ("clock__metric", "step", "repeat", "due_at", "taken_at", "told", "done")
        found.append(
            (
                place,
                list(taken.values_list(*columns)),
                list(facts.values_list("at", "data")),
                [(n.to, n.text.replace(str(ticket.number), "#")) for n in notices],
            )
        )
    return found


def test_a_step_that_only_tells_needs_no_fold(
    world: World, folded: Callable[[], list[int]]
) -> None:
    world.ask()
    seen = folded()
    sweep(at("11:00"))
    assert Escalation.objects.count() == 1
    assert seen == []
    sweep(at("12:00"))  # the breach raises the level
    assert seen


def test_the_due_time_passing_needs_no_fold(world: World, folded: Callable[[], list[int]]) -> None:
    ticket = world.ask()
    reply(ticket, by=world.by_ann, at=at("09:00"), text="We look into it.")
    seen = folded()
    sweep(at("15:01"))
    assert Clock.objects.get(ticket=ticket, metric="update").state == "breached"
    assert seen == []
    assert_in_line(ticket)


def test_a_row_its_calendar_contradicts_is_folded(
    world: World, folded: Callable[[], list[int]]
) -> None:
    """A date is being closed and this ticket is not counted anew yet: nothing is told too soon."""
    ticket = world.ask(at=at("15:00", days=4))  # Friday; warned and due on Monday
    ClosedDate.objects.create(
        agreement="small", calendar="office", date=at("00:00", days=7).date(), name="Holiday"
    )
    seen = folded()
    sweep(at("12:00", days=7))
    assert set(seen) == {ticket.pk}
    assert not Escalation.objects.filter(clock__metric="first_response").exists()
    assert Clock.objects.get(ticket=ticket, metric="first_response").due_at == at("11:00", days=8)
