"""Durations at their edges."""

from datetime import timedelta

import pytest

from prazo.agreements.durations import MOST, Duration, allowance, parse
from prazo.engine.agreement import Allowance, Limit


def test_as_they_are_written() -> None:
    assert parse("1h30m") == Duration(timedelta(hours=1, minutes=30))
    assert parse("45s") == Duration(timedelta(seconds=45))
    assert parse("2d") == Duration(days=2)


def test_ten_years_are_the_most() -> None:
    hours = MOST // timedelta(hours=1)
    assert parse(f"{MOST.days}d").days == MOST.days
    assert parse(f"{hours}h").time == MOST
    for text in (f"{MOST.days + 1}d", f"{hours}h1s", "", "h", "2h1d", "30"):
        with pytest.raises(ValueError):
            parse(text)


def test_days_to_their_end_may_be_none_and_at_most_ten_years() -> None:
    today = {"days": 0, "end_of_day": True}
    assert allowance(today) == Allowance(Limit.DAYS, days=0, end_of_day=True)
    assert allowance({"days": MOST.days}) == Allowance(Limit.DAYS, days=MOST.days)
    for value in ({"days": -1}, {"days": MOST.days + 1}, {"days": 1, "hours": 2}, {}, 2, None):
        with pytest.raises(ValueError):
            allowance(value)
