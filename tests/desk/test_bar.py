"""The ledger bar: a clock's row and its ledger draw the same picture, to scale."""

from datetime import timedelta
from itertools import pairwise

import pytest

from prazo.desk import bar
from prazo.desk.actions.exclude import exclude
from prazo.desk.actions.reply import reply
from prazo.desk.clocks import read
from prazo.desk.models import Clock, Ticket
from tests.world import World, at, make_world


@pytest.fixture
def world(system: None) -> World:
    return make_world()


def of_row(row: Clock, clock: object, now: int) -> list[bar.Stretch]:
    calendar = clock.agreement.calendars[clock.calendar].calendar  # type: ignore[attr-defined]
    since = int(row.counts_from.timestamp()) if row.due_at and row.counts_from else None
    return bar.unpacked(row.bar, counts_from=since, calendar=calendar, now=now)


def joined(spans: list[bar.Stretch]) -> list[bar.Stretch]:
    """Neighbours of one kind as one."""
    found: list[bar.Stretch] = []
    for span in spans:
        if found and found[-1].kind == span.kind and found[-1].end == span.start:
            found[-1] = found[-1]._replace(end=span.end)
        else:
            found.append(span)
    return found


@pytest.mark.parametrize("hours", [1, 5, 30, 100])
def test_a_row_draws_what_the_ledger_says(world: World, hours: int) -> None:
    """Settled when something happened, drawn later: waits and closed hours between are there."""
    ticket = world.ask(at=at("9:00"))
    reply(ticket, by=world.by_ann, at=at("11:00"), text="Which?", then_wait=True)
    world.ask(answers=ticket, at=at("15:30"), text="The red one.")
    ticket = Ticket.objects.get(pk=ticket.pk)
    later = at("15:30") + timedelta(hours=hours)
    compared = 0
    for clock in read(ticket, later):
        row = Clock.objects.get(ticket=ticket, metric=clock.metric, cycle=clock.cycle)
        if clock.running:
            drawn = of_row(row, clock, int(later.timestamp()))
            assert joined(drawn) == joined(bar.of_ledger(clock.ledger)), clock.metric
            compared += 1
    assert compared


def test_a_clock_that_was_just_stopped_is_drawn_as_standing_still(world: World) -> None:
    """Its row was written at the instant the wait began, when the wait had no length yet."""
    waits, excluded = world.ask(at=at("9:00")), world.ask(at=at("9:00"))
    reply(waits, by=world.by_ann, at=at("11:00"), text="Which?", then_wait=True)
    exclude(excluded, by=world.by_ann, at=at("11:00"), cause="provider_net", evidence="Hop 4.")
    later = at("11:00") + timedelta(hours=30)
    ends = set()
    for ticket in (waits, excluded):
        for clock in read(Ticket.objects.get(pk=ticket.pk), later):
            row = Clock.objects.get(ticket=ticket, metric=clock.metric, cycle=clock.cycle)
            if clock.running:
                drawn = joined(of_row(row, clock, int(later.timestamp())))
                assert drawn == joined(bar.of_ledger(clock.ledger)), clock.metric
                ends.add(drawn[-1].kind)
    assert {"waiting", "excluded"} <= ends


def test_pieces_fill_the_bar_without_gap_or_overlap() -> None:
    spans = [
        bar.Stretch(0, 10, "counting"),
        bar.Stretch(10, 40, "closed"),
        bar.Stretch(40, 50, "counting"),
    ]
    pieces = bar.pieces(spans, started=0, now=50, due=100)
    assert [piece.kind for piece in pieces] == ["counting", "closed", "counting", "left"]
    assert pieces[0].at == 0
    for one, other in pairwise(pieces):
        assert one.at + one.width == pytest.approx(other.at, abs=0.02)
    assert pieces[-1].at + pieces[-1].width == pytest.approx(100, abs=0.02)


def test_what_came_after_the_due_time_is_over_and_closed_hours_stay_closed() -> None:
    spans = [
        bar.Stretch(0, 20, "counting"),
        bar.Stretch(20, 30, "closed"),
        bar.Stretch(30, 40, "counting"),
    ]
    pieces = bar.pieces(spans, started=0, now=40, due=10)
    assert [piece.kind for piece in pieces] == ["counting", "over", "closed", "over"]


def test_a_wait_of_unknown_length_shows_what_is_left_after_it() -> None:
    pieces = bar.pieces([bar.Stretch(0, 50, "waiting")], started=0, now=50, left=50)
    assert [(piece.kind, piece.width) for piece in pieces] == [("waiting", 50), ("left", 50)]


def test_slivers_join_what_stands_before_them() -> None:
    spans = [bar.Stretch(0, 9999, "counting"), bar.Stretch(9999, 10000, "closed")]
    assert len(bar.pieces(spans, started=0, now=10000)) == 1


def test_a_life_of_no_length_is_an_empty_bar() -> None:
    assert bar.pieces([], started=5, now=5) == []
