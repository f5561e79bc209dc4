"""A row's id, or a ticket's number, as somebody sent it in an address, a form or a condition."""

MOST_DIGITS = 18
"""Every number of so many fits PostgreSQL's bigint; of one more, not every one does."""


def is_id(said: str) -> bool:
    return said.isascii() and said.isdigit() and len(said) <= MOST_DIGITS


def id_of(said: str) -> int:
    """0, which no row has, for anything else."""
    return int(said) if is_id(said) else 0
