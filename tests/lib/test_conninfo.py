"""Connections beside Django's are made as the operator's address says."""

from typing import Any

import pytest
from django.db import connection
from psycopg.conninfo import conninfo_to_dict

from prazo.lib.conninfo import conninfo
from prazo.lib.scoped_postgresql.base import DatabaseWrapper
from prazo.settings import database


def test_what_the_address_says_of_tls_holds_for_duties_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker whose server was not the one it is said to be read mails all the same."""
    url = "postgresql://prazo_app:w@db.example:5433/prazo?sslmode=verify-full&sslrootcert=/ca.pem"
    options: Any = database(url)
    other = DatabaseWrapper({**connection.settings_dict, **options})
    monkeypatch.setattr("prazo.lib.conninfo.connection", other)
    said = conninfo_to_dict(conninfo())
    assert (said["host"], said["port"], said["dbname"]) == ("db.example", "5433", "prazo")
    assert (said["sslmode"], said["sslrootcert"]) == ("verify-full", "/ca.pem")
