"""Django's PostgreSQL backend; every cursor it hands out is in the scope that is entered then."""

import select
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from weakref import WeakKeyDictionary

import psycopg
from django.db.backends.postgresql import base
from psycopg.pq import TransactionStatus
from psycopg.types.datetime import TimestamptzLoader

from prazo.lib import scope
from prazo.lib.scoped_postgresql.statements import keep_prepared


class DatabaseWrapper(base.DatabaseWrapper):
    def get_connection_params(self) -> dict[str, Any]:
        """Instants are read by psycopg's own loader, in C: a tenth of the time of Django's."""
        params = super().get_connection_params()
        params["context"].adapters.register_loader("timestamptz", TimestamptzLoader)
        return params

    def get_new_connection(self, conn_params: dict[str, Any]) -> psycopg.Connection[Any]:
        """One that still has a server: after a restart none of the pool's has (W03).

        The pool's own check waits longer after each it finds broken, 15 s for eight of them.
        """
        while True:
            connection: psycopg.Connection[Any] = super().get_new_connection(conn_params)
            if self.pool is None or not _hung_up(connection):
                keep_prepared(connection)
                return connection
            connection.close()
            self.pool.putconn(connection)

    def create_cursor(self, name: str | None = None) -> Any:
        """In the scope that is entered now; without Django's look at the zone, which is UTC on
        every connection."""
        if not self._in_any_scope:
            self.tell(scope.current())
        if name is None:
            return self.connection.cursor()
        return self.connection.cursor(name, scrollable=False, withhold=self.connection.autocommit)

    def tell(self, wanted: scope.Scope) -> None:
        """Set the scope on the open connection, if it has another; a transaction that failed
        takes no more statements, and its end puts back what was set before."""
        if _told.get(self.connection) == wanted:
            return
        if self.connection.info.transaction_status == TransactionStatus.INERROR:
            return
        with self.connection.cursor() as cursor:
            cursor.execute(scope.SET, wanted.settings)
        _told[self.connection] = wanted

    def told(self, known: scope.Scope) -> None:
        """A statement set it by the way."""
        _told[self.connection] = known

    @contextmanager
    def in_any_scope(self) -> Iterator[None]:
        """For what no row-level security guards: the scope left on the connection may stand."""
        self._in_any_scope = True
        try:
            yield
        finally:
            self._in_any_scope = False

    _in_any_scope = False

    def _rollback(self) -> None:
        """What was set in the transaction is as it was before."""
        _told.pop(self.connection, None)
        super()._rollback()  # type: ignore[misc]

    def _savepoint_rollback(self, sid: str) -> None:
        super()._savepoint_rollback(sid)  # type: ignore[misc]
        _told.pop(self.connection, None)

    def _close(self) -> None:
        """One given back in the middle of a transaction is rolled back by the pool."""
        ends = self.connection
        if ends is not None and ends.info.transaction_status != TransactionStatus.IDLE:
            _told.pop(ends, None)
        super()._close()  # type: ignore[misc]


_told: WeakKeyDictionary["psycopg.Connection[Any]", scope.Scope] = WeakKeyDictionary()
"""The scope each connection has; of one that is not here nothing is known."""


def _hung_up(connection: psycopg.Connection[Any]) -> bool:
    """Something to read on an idle connection is mostly its end; only then is it asked."""
    idle = select.poll()
    idle.register(connection.fileno(), select.POLLIN)
    if not idle.poll(0):
        return False
    try:
        connection.execute("select 1")
    except psycopg.OperationalError:
        return True
    return False
