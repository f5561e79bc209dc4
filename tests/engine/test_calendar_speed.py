"""Due times a second, on one thread, on the cases of `speed.md` ("Business time")."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import holidays
import numpy as np
import pytest

from prazo.engine.bulk import due_many
from prazo.engine.calendar import always
from prazo.engine.instant import to_us
from tests.engine.hours import daily

BRAZIL = daily(
    "America/Sao_Paulo",
    "09:00-18:00",
    range(5),
    holidays=[*holidays.country_holidays("BR", years=range(2026, 2028))],
)
CHANCE = np.random.default_rng(3)
STARTS = [
    datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=int(seconds))
    for seconds in CHANCE.integers(0, 330 * 86_400, 200)
]
CASES = [
    pytest.param(always(), 2, id="round-the-clock-2h"),
    pytest.param(BRAZIL, 2, id="office-2h"),
    pytest.param(BRAZIL, 24, id="office-24h"),
    pytest.param(BRAZIL, 270, id="office-270h"),
]


def best_rate(work: Callable[[], object], times: int) -> float:
    """Results a second of processor time, the best of five."""
    rates = []
    for _ in range(5):
        started = time.process_time()
        work()
        rates.append(times / (time.process_time() - started))
    return max(rates)


@pytest.mark.slow
@pytest.mark.parametrize(("calendar", "hours"), CASES)
def test_one_at_a_time(calendar, hours):
    allowed = timedelta(hours=hours)

    def work() -> None:
        for _ in range(500):
            for at in STARTS:
                calendar.due(at, allowed)

    rate = best_rate(work, 500 * len(STARTS))
    print(f"{rate:,.0f} due times a second")
    assert rate >= 250_000


@pytest.mark.slow
@pytest.mark.parametrize(("calendar", "hours"), CASES)
def test_in_bulk(calendar, hours):
    since = CHANCE.permutation(np.repeat([to_us(at) for at in STARTS], 5000))
    allowed = np.full(since.shape, hours * 3_600_000_000)
    rate = best_rate(lambda: due_many(calendar, since, allowed), since.size)
    print(f"{rate:,.0f} due times a second")
    assert rate >= 10_000_000
