"""The database under test: its address, and a hard restart of it."""

from django.conf import settings
from django.db import connection
from psycopg.conninfo import make_conninfo

from prazo.lib import embedded


def conninfo() -> str:
    named = ("dbname", "user", "password", "host", "port")
    params = connection.get_connection_params()
    return make_conninfo("", **{name: params[name] for name in named if name in params})


def restart_hard() -> None:
    """As a power cut would: no farewell to anybody, and recovery from the log."""
    embedded.restart_hard(settings.HOME)
