"""The simulation: by examples worked out by hand, then what holds for any promises."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from prazo.accounts.absences import Away
from prazo.engine.calendar import weekly
from prazo.routing.actions.count_handling import count_handling
from prazo.routing.forecast import Promise, Worker, forecast, rescues
from prazo.routing.models import Handling
from tests.world import make_world

TEN = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)  # a Monday
OFFICE = weekly("office", "UTC", {day: [(9 * 3600, 17 * 3600)] for day in range(5)})
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)


def worker(user: int, **more: object) -> Worker:
    return Worker(user, **{"desks": frozenset({1}), **more})  # type: ignore[arg-type]


def of(*workers: Worker) -> dict[int, Worker]:
    return {one.user: one for one in workers}


def promise(number: int, due: int, holder: int | None = 1, needed: int = 30, **more: object):  # type: ignore[no-untyped-def]
    """Due so many minutes after ten."""
    at = TEN + due * MINUTE
    return Promise(number, at, needed * MINUTE, 1, holder=holder, **more)  # type: ignore[arg-type]


def missed(promises: list[Promise], workers: dict[int, Worker]) -> list[int]:
    fates = forecast(promises, workers, TEN)
    return [number for number, fate in sorted(fates.items()) if fate.missed]


def test_one_after_the_other_in_order_of_due() -> None:
    promises = [promise(1, 90), promise(2, 20), promise(3, 60)]
    fates = forecast(promises, of(worker(1)), TEN)
    assert [fates[n].kept_at for n in (2, 3, 1)] == [TEN + n * 30 * MINUTE for n in (1, 2, 3)]
    assert missed(promises, of(worker(1))) == [2]  # twenty minutes were too few from the start


def test_kept_just_then_is_kept() -> None:
    assert missed([promise(1, 30)], of(worker(1))) == []
    assert missed([promise(1, 29)], of(worker(1))) == [1]


def test_only_on_shift() -> None:
    late = promise(1, 8 * 60, needed=7 * 60)  # until 18:00; work ends at 17:00
    more = promise(2, 24 * 60, needed=60)
    fates = forecast([late, more], of(worker(1, calendar=OFFICE)), TEN)
    assert fates[1].kept_at == TEN + 7 * HOUR
    assert fates[2].kept_at == datetime(2026, 3, 3, 10, 0, tzinfo=UTC)  # an hour of the next day
    assert missed([promise(1, 8 * 60, needed=7 * 60 + 1)], of(worker(1, calendar=OFFICE))) == [1]


def test_not_while_away() -> None:
    away = (Away(TEN + 20 * MINUTE, TEN + 2 * HOUR),)
    one = worker(1, away=away)
    assert one.done_at(TEN, 20 * MINUTE) == TEN + 20 * MINUTE
    assert one.done_at(TEN, 30 * MINUTE) == TEN + 2 * HOUR + 10 * MINUTE
    assert one.done_at(TEN + HOUR, 30 * MINUTE) == TEN + 2 * HOUR + 30 * MINUTE
    assert not one.there_at(TEN + HOUR)


def test_what_is_past_due_takes_its_time_too() -> None:
    assert missed([promise(1, -60), promise(2, 50)], of(worker(1))) == [1, 2]


def test_what_nobody_has_goes_to_whoever_is_done_first() -> None:
    promises = [promise(1, 30), promise(2, 60, None), promise(3, 90, None)]
    fates = forecast(promises, of(worker(1), worker(2)), TEN)
    assert [fates[n].by for n in (1, 2, 3)] == [1, 2, 1]
    assert missed([promise(1, 60, None, team=7)], of(worker(1))) == [1]  # nobody of that team
    assert missed([promise(1, 60, None, team=7)], of(worker(1, teams=frozenset({7})))) == []


def test_of_somebody_who_is_gone_nothing_is_kept() -> None:
    fates = forecast([promise(1, 60, 9)], of(worker(1)), TEN)
    assert (fates[1].by, fates[1].kept_at, fates[1].missed) == (9, None, True)


def test_hours_that_never_come_again() -> None:
    never = weekly("never", "UTC", {})
    assert missed([promise(1, 60), promise(2, 90)], of(worker(1, calendar=never))) == [1, 2]


class TestRescues:
    def test_who_could_keep_it(self) -> None:
        promises = [promise(1, 30), promise(2, 40), promise(3, 200, 2, needed=10)]
        workers = of(worker(1), worker(2))
        assert rescues(promises, workers, forecast(promises, workers, TEN), TEN) == {2: 2}

    def test_not_at_the_price_of_another(self) -> None:
        promises = [promise(1, 30), promise(2, 40), promise(3, 45, 2, needed=40)]
        workers = of(worker(1), worker(2))
        assert rescues(promises, workers, forecast(promises, workers, TEN), TEN) == {}

    def test_one_helper_does_not_keep_all(self) -> None:
        promises = [promise(1, 30), promise(2, 40), promise(3, 45)]
        workers = of(worker(1), worker(2))
        assert rescues(promises, workers, forecast(promises, workers, TEN), TEN) == {2: 2}

    def test_only_who_may_do_it(self) -> None:
        promises = [promise(1, 30, team=7), promise(2, 40, team=7)]
        team = frozenset({7})
        workers = of(worker(1, teams=team), worker(2))
        assert rescues(promises, workers, forecast(promises, workers, TEN), TEN) == {}
        workers = of(*workers.values(), worker(3, teams=team))
        assert rescues(promises, workers, forecast(promises, workers, TEN), TEN) == {2: 3}

    def test_what_is_past_due_cannot_be_kept(self) -> None:
        promises = [promise(1, -10)]
        workers = of(worker(1), worker(2))
        assert rescues(promises, workers, forecast(promises, workers, TEN), TEN) == {}


PROMISES = st.lists(
    st.tuples(
        st.integers(-120, 600), st.integers(1, 90), st.none() | st.integers(1, 4),
        st.none() | st.integers(1, 2),
    ),
    max_size=20,
).map(
    lambda rows: [
        promise(n, due, holder, needed, team=team)
        for n, (due, needed, holder, team) in enumerate(rows)
    ]
)  # fmt: skip
WORKERS = st.lists(
    st.tuples(st.sampled_from([None, OFFICE]), st.frozensets(st.integers(1, 2))),
    min_size=1, max_size=3,
).map(
    lambda rows: of(*(worker(n, calendar=c, teams=t) for n, (c, t) in enumerate(rows, 1)))
)  # fmt: skip


@given(PROMISES, WORKERS)
def test_nobody_does_two_things_at_once(
    promises: list[Promise], workers: dict[int, Worker]
) -> None:
    fates = forecast(promises, workers, TEN)
    assert fates.keys() == {one.id for one in promises}
    for user, one in workers.items():
        ends = sorted(f.kept_at for f in fates.values() if f.by == user and f.kept_at)
        needed = sum((p.needed for p in promises if fates[p.id].by == user), timedelta())
        if ends:
            assert ends[-1] == one.done_at(TEN, needed)
            assert len(set(ends)) == len(ends)


@given(PROMISES, WORKERS)
def test_doing_as_was_proposed_misses_less(
    promises: list[Promise], workers: dict[int, Worker]
) -> None:
    """With what nobody had given to whom the simulation gave it, so that all else is the same."""
    from dataclasses import replace

    fates = forecast(promises, workers, TEN)
    fixed = [replace(p, holder=fates[p.id].by if p.holder is None else p.holder) for p in promises]
    moves = rescues(promises, workers, fates, TEN)
    moved = [replace(p, holder=moves.get(p.id, p.holder)) for p in fixed]
    before = {n for n, fate in forecast(fixed, workers, TEN).items() if fate.missed}
    after = {n for n, fate in forecast(moved, workers, TEN).items() if fate.missed}
    assert after <= before - moves.keys()


def test_counting_at_one_desk_leaves_the_figures_of_another(system: None) -> None:
    world = make_world()
    for minute, desk in enumerate((world.desk, world.other_desk)):
        Handling.objects.create(
            desk=desk, metric="resolution", seconds=60, cases=9, counted_at=TEN - 2 * HOUR
        )
        count_handling(desk.pk, TEN + minute * MINUTE)
    found = Handling.objects.values_list("desk", "metric", "counted_at")
    assert set(found) == {
        (world.desk.pk, "", TEN),
        (world.other_desk.pk, "", TEN + MINUTE),
    }
