"""How often something may happen, counted in PostgreSQL so that it holds over all processes."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import connection


def allowed(key: str, times: int, seconds: int, as_of: datetime) -> bool:
    """Count one more of `key` in its window of `seconds`; False once past `times`."""
    return counted(key, seconds, as_of) <= times


def counted(key: str, seconds: int, as_of: datetime) -> int:
    """Count one more of `key`: which one it is in its window of `seconds`.

    One statement, so parallel callers are counted exactly (a cache's increment is not).
    """
    window = int(as_of.timestamp()) // seconds
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into prazo_limit (key, seconds, window_number, n) values (%s, %s, %s, 1)"
            " on conflict (key, seconds, window_number)"
            " do update set n = prazo_limit.n + 1 returning n",
            [key[:200], seconds, window],
        )
        (count,) = cursor.fetchone()
    return int(count)


def forget(as_of: datetime) -> None:
    """Drop the counts of windows that are over."""
    with connection.cursor() as cursor:
        cursor.execute(
            "delete from prazo_limit where (window_number + 1) * seconds <= %s",
            [int(as_of.timestamp())],
        )


Asked = tuple[str, int, datetime]
"""A key, the seconds of its window, and when."""
Row = tuple[str, int, int]
"""A key, the seconds of its window, and the window's number."""


def counted_all(asked: Sequence[Asked]) -> list[int]:
    """The same for many, in one statement."""
    rows = [_row(*one) for one in asked]
    more = Counter(rows)
    reached = _add(more)
    counts = []
    for row in rows:
        more[row] -= 1
        counts.append(reached[row] - more[row])
    return counts


def counted_in_turn(asked: Sequence[Sequence[tuple[Asked, int]]]) -> list[list[int]]:
    """For many, each with several windows and how often each allows: which one it is in them, up
    to the first that is exceeded; in those after it, it does not count.

    One statement, and a second one where some were counted too far.
    """
    turns = [[(_row(*one), most) for one, most in turn] for turn in asked]
    uncounted = Counter(row for turn in turns for row, _ in turn)
    reached = _add(uncounted)
    before = {row: n - uncounted[row] for row, n in reached.items()}
    found: list[list[int]] = []
    for turn in turns:
        found.append([])
        for row, most in turn:
            before[row] += 1
            uncounted[row] -= 1
            found[-1].append(before[row])
            if before[row] > most:
                break
    _add({row: -n for row, n in uncounted.items() if n})
    return found


def _row(key: str, seconds: int, at: datetime) -> Row:
    return key[:200], seconds, int(at.timestamp()) // seconds


def _add(more: Mapping[Row, int]) -> dict[Row, int]:
    """What each row has come to. Rows are locked in their order, so that two who count many do
    not wait for each other."""
    if not more:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(ADD, [json.dumps([(*row, n) for row, n in more.items()])])
        return {(key, seconds, window): int(n) for key, seconds, window, n in cursor.fetchall()}


ADD = """
insert into prazo_limit (key, seconds, window_number, n)
select v ->> 0, (v ->> 1)::int, (v ->> 2)::bigint, (v ->> 3)::int from json_array_elements(%s) v
 order by 1, 2, 3
    on conflict (key, seconds, window_number) do update set n = prazo_limit.n + excluded.n
returning key, seconds, window_number, n
"""
