"""How often something may happen, counted in PostgreSQL so that it holds over all processes."""

import json
from collections import Counter
from collections.abc import Sequence
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


def counted_all(keys: Sequence[tuple[str, datetime]], seconds: int) -> list[int]:
    """The same for many keys, each at an instant of its own, in one statement.

    Rows are locked in the order of keys, so that two who count many do not wait for each other.
    """
    if not keys:
        return []
    asked = [(key[:200], int(at.timestamp()) // seconds) for key, at in keys]
    more = Counter(asked)
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into prazo_limit (key, seconds, window_number, n)"
            " select k, %s, w, c from json_to_recordset(%s::json) v(k text, w bigint, c int)"
            " order by k, w on conflict (key, seconds, window_number)"
            " do update set n = prazo_limit.n + excluded.n returning key, window_number, n",
            [
                seconds,
                json.dumps(
                    [{"k": k, "w": window, "c": count} for (k, window), count in more.items()]
                ),
            ],
        )
        reached = {(key, window): int(n) for key, window, n in cursor.fetchall()}
    before = {one: reached[one] - count for one, count in more.items()}
    counts = []
    for one in asked:
        before[one] += 1
        counts.append(before[one])
    return counts
