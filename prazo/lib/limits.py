"""How often something may happen, counted in PostgreSQL so that it holds over all processes."""

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
