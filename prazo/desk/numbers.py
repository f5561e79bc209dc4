"""Ticket numbers: one sequence for the installation, so a number names one ticket."""

from prazo.lib import rows

SEQUENCE = "ticket_number"


def next_number() -> int:
    return rows.numbers([SEQUENCE], 1)[0][0]
