"""Counts of what comes from outside, in windows, and when they are dropped."""

from datetime import UTC, datetime, timedelta

from django.db import connection

from prazo.lib import limits

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def kept() -> int:
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from prazo_limit")
        return int(cursor.fetchone()[0])


def test_so_many_in_a_window_and_again_in_the_next(system: None) -> None:
    said = [limits.allowed("a", 2, 60, NOON) for _ in range(3)]
    assert said == [True, True, False]
    assert limits.allowed("b", 2, 60, NOON)
    assert limits.allowed("a", 2, 60, NOON + timedelta(seconds=60))


def test_many_at_once_are_counted_as_one_by_one(system: None) -> None:
    limits.counted("a", 60, NOON)
    later = NOON + timedelta(seconds=60)
    asked = [("a", 60, NOON), ("b", 60, NOON), ("a", 60, NOON), ("a", 60, later), ("a", 600, NOON)]
    assert limits.counted_all(asked) == [2, 1, 3, 1, 1]


def test_beyond_a_limit_nothing_counts_in_those_after_it(system: None) -> None:
    def turn(minutes: int) -> list[tuple[limits.Asked, int]]:
        at = NOON + timedelta(minutes=minutes)
        return [(("a", 600, at), 1), (("a", 86400, at), 2), (("all", 86400, at), 9)]

    limits.counted("all", 86400, NOON)
    asked = [turn(minutes) for minutes in (0, 1, 12, 24)]
    assert limits.counted_in_turn(asked) == [[1, 1, 2], [2], [1, 2, 3], [1, 3]]
    assert limits.counted_in_turn([turn(36)]) == [[1, 4]]
    assert limits.counted("all", 86400, NOON) == 4
    assert limits.counted_in_turn([]) == []


def test_only_windows_that_are_over_are_forgotten(system: None) -> None:
    limits.counted("minute", 60, NOON)
    limits.counted("hour", 3600, NOON)
    limits.forget(NOON + timedelta(seconds=59))
    assert kept() == 2
    limits.forget(NOON + timedelta(seconds=60))
    assert kept() == 1
    assert limits.counted("hour", 3600, NOON) == 2
