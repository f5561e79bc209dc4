"""Statements stay prepared over a rollback.

Psycopg forgets all of a connection's then, as one might have been prepared in the transaction that
made its tables. No table is made in a process that serves; and one refused act would have the next
page planned anew, 60 ms of the database for a ticket's.
"""

import re
from collections.abc import Sequence
from typing import Any

import psycopg
from psycopg._preparing import Prepare, PrepareManager
from psycopg.pq.abc import PGresult

_CHANGES_TABLES = re.compile(rb"(DROP|ALTER|DISCARD ALL|DEALLOCATE ALL)\b").match


def keep_prepared(connection: psycopg.Connection[Any]) -> None:
    """On a connection that is new; on one of the pool that had it, nothing."""
    psycopgs = connection._prepared
    if not isinstance(psycopgs, _Kept):
        connection._prepared = kept = _Kept()
        kept.prepare_threshold = psycopgs.prepare_threshold
        kept.prepared_max = psycopgs.prepared_max


class _Kept(PrepareManager):
    def clear(self) -> bool:
        """Asked for by a rollback."""
        return False

    def _should_discard(
        self, prep: Prepare, results: Sequence[PGresult], *_: Any, **__: Any
    ) -> bool:
        ended = (one.command_status or b"" for one in results)
        return any(map(_CHANGES_TABLES, ended)) and super().clear()
