"""Django's PostgreSQL backend; every connection it hands out knows the scope it is used in."""

from django.db.backends.postgresql import base

from prazo.lib import scope


class DatabaseWrapper(base.DatabaseWrapper):
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
