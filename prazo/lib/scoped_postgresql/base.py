"""Django's PostgreSQL backend; every connection it hands out knows the scope it is used in."""

import select
from typing import Any

import psycopg
from django.db.backends.postgresql import base
from psycopg.types.datetime import TimestamptzLoader

from prazo.lib import scope


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
                return connection
            connection.close()
            self.pool.putconn(connection)

    def create_cursor(self, name: str | None = None) -> Any:
        """Without Django's look at the zone, which is UTC on every connection."""
        if name is None:
            return self.connection.cursor()
        return self.connection.cursor(name, scrollable=False, withhold=self.connection.autocommit)

    def init_connection_state(self) -> None:
        """Also runs each time a pooled connection is taken, so no scope outlives its user."""
        super().init_connection_state()
        wanted = scope.current()
        with self.connection.cursor() as cursor:
            cursor.execute(
                "select set_config('prazo.desks', %s, false),"
                " set_config('prazo.customers', %s, false)",
                [wanted.desks, wanted.customers],
            )
        if not self.get_autocommit():
            self.connection.commit()


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
