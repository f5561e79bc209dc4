"""Ticket numbers: one sequence for the installation, so a number names one ticket."""

from django.db import connection


def next_number() -> int:
    with connection.cursor() as cursor:
        cursor.execute("select nextval('ticket_number')")
        (number,) = cursor.fetchone()
    return int(number)
