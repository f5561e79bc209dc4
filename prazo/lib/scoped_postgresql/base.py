"""Django's PostgreSQL backend; every connection it hands out knows the scope it is used in."""

from typing import Any

from django.db.backends.postgresql import base
from psycopg.types.datetime import TimestamptzLoader

from prazo.lib import scope


class DatabaseWrapper(base.DatabaseWrapper):
    def get_connection_params(self) -> dict[str, Any]:
        """Instants are read by psycopg's own loader, in C: a tenth of the time of Django's."""
        params = super().get_connection_params()
        params["context"].adapters.register_loader("timestamptz", TimestamptzLoader)
        return params

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
