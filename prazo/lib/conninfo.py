"""How the database is reached, for those who hold a connection of their own beside Django's."""

from django.db import connection
from psycopg.conninfo import make_conninfo

NAMED = ("dbname", "user", "password", "host", "port")


def conninfo() -> str:
    given = connection.get_connection_params()
    return make_conninfo("", **{name: given[name] for name in NAMED if name in given})
