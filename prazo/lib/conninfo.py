"""How the database is reached, for those who hold a connection of their own beside Django's."""

from django.db import connection
from psycopg.conninfo import make_conninfo
from psycopg.pq import Conninfo


def conninfo() -> str:
    """With all that DATABASE_URL says to libpq, `sslmode` too; what is Django's own stays out."""
    given = connection.get_connection_params()
    known = [option.keyword.decode() for option in Conninfo.get_defaults()]
    return make_conninfo("", **{name: given[name] for name in known if name in given})
