"""Only one worker at a time does a duty: lines and mails are made of all that fell together."""

from django.db import connection

PLACE = 0x6E6F74  # among the locks of the database, those of this room


def alone(duty: int) -> bool:
    """Whether it is ours until this transaction ends; else somebody is at it now."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_xact_lock(%s, %s)", [PLACE, duty])
        (ours,) = cursor.fetchone()
    return bool(ours)
