"""Whose turn it is. Lines and mails are made of all that fell together, so one worker at a time
does a duty; and whoever touches somebody's notices holds that person first, so that nobody waits
for each other in a circle."""

from collections.abc import Iterable

from django.db import connection

DUTY, PERSON = 0x6E6F74, 0x6E6F75  # among the locks of the database, those of this room


def alone(duty: int) -> bool:
    """Whether it is ours until this transaction ends; else somebody is at it now."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_xact_lock(%s, %s)", [DUTY, duty])
        (ours,) = cursor.fetchone()
    return bool(ours)


def hold(users: Iterable[int]) -> None:
    """Until this transaction ends; who holds several asks for all of them at once."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select pg_advisory_xact_lock(%s, (u %% 2147483647)::int) from unnest(%s::bigint[]) u",
            [PERSON, sorted(set(users))],
        )
