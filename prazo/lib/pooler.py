"""Is each connection to the database a session of its own?

Of a pooler that gives every transaction whichever session is free it is not. Who may see what is
kept in the session (`scope.py`), so one would see another's tickets.
"""

import psycopg

TRIES = 3


def shares_sessions(conninfo: str) -> bool:
    """By two connections at once: whether one changes its session, or both have the same."""
    with (
        psycopg.connect(conninfo, autocommit=True, prepare_threshold=None) as one,
        psycopg.connect(conninfo, autocommit=True, prepare_threshold=None) as other,
    ):
        for _ in range(TRIES):
            before = _session(one)
            with other.transaction():
                if _session(other) == before or _session(one) != before:
                    return True
    return False


def _session(connection: psycopg.Connection) -> int:
    found = connection.execute("select pg_backend_pid()").fetchone()
    assert found
    return int(found[0])
