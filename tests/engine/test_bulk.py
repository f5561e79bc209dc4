"""Due times in bulk: the same as one by one, and refused alike."""

from datetime import date

import numpy as np
import pytest

from prazo.engine.bulk import due_many
from prazo.engine.calendar import always, weekly
from prazo.engine.errors import NeverOpens, OutOfReach
from prazo.engine.instant import DAY_US, to_us
from tests.engine.hours import LUNCH, NIGHTS, OFFICE, daily, hours, utc

HOUR_US = DAY_US // 24
START = to_us(utc("2026-01-01"))
MANY_WINDOWS = weekly(
    "five minutes of every ten",
    "Europe/Madrid",
    {day: [(s, s + 300) for s in range(0, 86_400, 600)] for day in range(7)},
)


@pytest.mark.parametrize("calendar", [OFFICE, NIGHTS, LUNCH, MANY_WINDOWS, always()], ids=repr)
def test_a_year_of_starts_and_targets_as_one_by_one(calendar):
    chance = np.random.default_rng(7)
    since = START + chance.integers(0, 365 * DAY_US, 3000)
    allowed = chance.integers(0, 300 * HOUR_US, 3000)
    since[:500] -= since[:500] % HOUR_US  # on edges
    allowed[:700] -= allowed[:700] % HOUR_US
    allowed[::50] = 0
    got = due_many(calendar, since, allowed)
    for due, s, a in zip(got.tolist(), since.tolist(), allowed.tolist(), strict=True):
        assert due == calendar.due_us(s, a)


def test_windows_too_short_for_an_index_are_searched():
    """One second of a year beside one of each day: cells of a second would be too many."""
    days = {date(2030, 1, 1): [(43_200, 43_201), (43_202, 43_203)]}
    calendar = daily("UTC", "09:00-09:01", days=days)
    since = np.arange(START, START + 5 * 365 * DAY_US, 97 * HOUR_US)
    got = due_many(calendar, since, np.full(since.shape, 60_000_000))
    assert got.tolist() == [calendar.due_us(s, 60_000_000) for s in since.tolist()]


def test_the_shape_is_kept_and_the_arguments_are_too():
    since = np.full((3, 4), START)
    allowed = np.arange(12).reshape(3, 4) * HOUR_US
    before = since.copy()
    assert due_many(OFFICE, since, allowed).shape == (3, 4)
    assert (since == before).all()
    assert due_many(OFFICE, since[:0], allowed[:0]).shape == (0, 4)


def test_what_is_no_question_is_refused():
    one = np.array([START])
    with pytest.raises(ValueError, match="negative"):
        due_many(OFFICE, one, -one)
    with pytest.raises(ValueError, match="as many"):
        due_many(OFFICE, one, np.array([1, 2]))
    with pytest.raises(OutOfReach):
        due_many(OFFICE, one * 100, one)
    with pytest.raises(OutOfReach):
        due_many(OFFICE, one, np.array([np.iinfo(np.int64).max]))


def test_a_calendar_that_ends_says_so_only_for_those_it_fails():
    listed = weekly("mutirão", "UTC", {}, days={date(2026, 5, 5): hours("09:00-10:00")})
    since = np.array([START, START])
    assert due_many(listed, since, np.array([0, HOUR_US])).tolist() == [
        to_us(utc("2026-05-05 09:00")),
        to_us(utc("2026-05-05 10:00")),
    ]
    with pytest.raises(NeverOpens, match="'mutirão'"):
        due_many(listed, since, np.array([0, HOUR_US + 1]))
    with pytest.raises(NeverOpens, match="'mutirão'"):
        due_many(listed, since + 200 * DAY_US, np.array([0, 0]))
    with pytest.raises(NeverOpens, match="'vazio'"):
        due_many(weekly("vazio", "UTC", {}), since, np.array([0, 0]))
