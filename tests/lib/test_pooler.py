"""A pooler that shares sessions between transactions is found out, and no other is."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import typer

from prazo.cli import operate
from prazo.lib import pooler
from prazo.lib.conninfo import conninfo


class Pooled:
    """A connection to a pooler: in each transaction it has the session that was free last."""

    def __init__(self, free: list[int]) -> None:
        self._free, self._held = free, 0

    def __enter__(self) -> "Pooled":
        return self

    def __exit__(self, *_: object) -> None:
        pass

    @contextmanager
    def transaction(self) -> Iterator[None]:
        self._held = self._free.pop()
        yield
        self._free.append(self._held)
        self._held = 0

    def execute(self, _: str) -> "Pooled":
        return self

    def fetchone(self) -> tuple[int]:
        return (self._held or self._free[-1],)


@pytest.mark.parametrize("sessions", [1, 2, 20])
def test_whoever_gives_each_transaction_another_session(
    monkeypatch: pytest.MonkeyPatch, sessions: int
) -> None:
    free = list(range(1, sessions + 1))

    def connect(*_: Any, **__: Any) -> Pooled:
        return Pooled(free)

    monkeypatch.setattr("prazo.lib.pooler.psycopg.connect", connect)
    assert pooler.shares_sessions("")


@pytest.mark.django_db
def test_postgresql_itself_does_not() -> None:
    assert not pooler.shares_sessions(conninfo())


@pytest.mark.django_db
def test_the_tables_are_not_touched_through_one(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The scope of one visitor's page was found on another's connection."""
    monkeypatch.setenv("DATABASE_URL", "postgresql://prazo_app@pooler.example/prazo")
    monkeypatch.setattr(pooler, "shares_sessions", lambda _: True)
    with pytest.raises(typer.Exit):
        operate.migrate()
    assert "pool_mode = session" in capsys.readouterr().err
