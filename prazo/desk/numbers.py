"""Ticket numbers: one sequence for the installation, so a number names one ticket."""

from django.db import connection


def next_number() -> int:
    return next_numbers(1)[0]


def next_numbers(count: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute("select nextval('ticket_number') from generate_series(1, %s)", [count])
        return [int(number) for (number,) in cursor.fetchall()]
