"""Back up and restore: the database, and the keys without which half of it means nothing."""

import json
import os
import re
import shutil
import subprocess
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, LiteralString

import typer

from prazo.cli import setup
from prazo.lib.told import gettext

if TYPE_CHECKING:
    import psycopg

HELD = "held: restored from a backup"
LEAVING = 5.0
"""Seconds in which the session of a program that has ended leaves the server, too."""
KEY_FILES = {"vault.key": "PRAZO_KEYS", "django.key": "PRAZO_SECRET_KEY"}
"""Where a key lies under PRAZO_HOME/secrets, and what names it where the operator keeps it. The
first opens sealed mails and files; the other proves that a Message-ID is ours, so that the answers
to mails sent before find their tickets (T01)."""


def backup(
    to: Annotated[Path, typer.Argument(help="The folder to write into.")],
) -> None:
    """Write the database (pg_dump, custom format) and the keys it needs into a folder."""
    setup.django()
    to.mkdir(parents=True, exist_ok=True, mode=0o700)
    stem = to / f"prazo-{datetime.now(UTC):%Y%m%dT%H%M%SZ}"
    dump, keys = stem.with_suffix(".dump"), stem.with_suffix(".keys")
    unfinished = dump.with_suffix(".unfinished")
    try:
        _postgresql("pg_dump", "--format=custom", f"--file={unfinished}")
        unfinished.chmod(0o600)
        unfinished.rename(dump)
    finally:
        unfinished.unlink(missing_ok=True)
    _write_privately(keys, json.dumps(_keys_in_use(), indent=1))
    typer.echo(f"{dump}\n{keys}")


def restore(
    dump: Annotated[Path, typer.Argument(exists=True, dir_okay=False)],
    keys: Annotated[
        Path | None, typer.Option(help="The .keys file; else the one beside the dump.")
    ] = None,
    replace: Annotated[
        bool, typer.Option("--replace", help="Drop what the database holds now.")
    ] = False,
) -> None:
    """Put a backup into an empty database. Mail that was waiting is held: `prazo release`.

    All of it or nothing. Nobody may be at work on the database meanwhile.
    """
    setup.django()
    kept = _keys_from(keys or dump.with_suffix(".keys"), given=keys is not None)
    with _owner() as connection:
        _refuse_if_at_work(connection)
        tables, people = _what_is_there(connection)
    if people and not replace:
        setup.refuse(
            gettext(
                "The database is not empty: somebody works with it. Restore into an empty one, or"
                " say --replace, and what it holds now is gone."
            )
        )
    clean = ["--clean", "--if-exists"] if tables else []
    elsewhere = ("--no-owner", "--no-tablespaces")  # another server may know neither
    _postgresql("pg_restore", *clean, *elsewhere, "--single-transaction", str(dump))
    held = _on_outgoing(
        "update desk_outgoing set try_at = null, error = %s where try_at is not null", HELD
    )
    typer.echo("Restored.")
    for line in _put_back(kept):
        typer.echo(line)
    if held:
        typer.echo(
            f"{held} mails were waiting to go out when the backup was made and may have gone since."
            " They are held; `prazo release` lets them go."
        )


def release() -> None:
    """Let the mail go out that was held after a restore."""
    setup.django()
    count = _on_outgoing(
        "update desk_outgoing set try_at = now(), error = ''"
        " where error = %s and sent_at is null and failed_at is null",
        HELD,
    )
    typer.echo(f"{count} mails will be sent.")


def owner_url() -> str:
    """Of the role that owns the tables; the embedded server is started for it."""
    from django.conf import settings

    from prazo.lib.environment import env

    if url := env("DATABASE_URL"):
        return env("MIGRATE_DATABASE_URL") or url
    from prazo.lib import embedded

    return embedded.start(settings.HOME).owner


def _owner() -> "psycopg.Connection":
    import psycopg

    try:
        return psycopg.connect(owner_url())
    except psycopg.OperationalError as error:
        setup.refuse(gettext("The database is away: %(why)s") % {"why": error})


def _on_outgoing(statement: LiteralString, error: str) -> int:
    with _owner() as connection:
        return connection.execute(statement, [error]).rowcount


def _refuse_if_at_work(connection: "psycopg.Connection") -> None:
    """A program that has just ended leaves its session behind for a moment."""
    until = time.monotonic() + LEAVING
    while _others_in(connection):
        if time.monotonic() > until:
            setup.refuse(gettext("Prazo is at work on this database. Stop it first."))
        connection.rollback()  # within a transaction the same sessions are shown again
        time.sleep(0.1)


def _others_in(connection: "psycopg.Connection") -> bool:
    """Of other roles' sessions the owner is shown little more than whose they are; those of the
    server itself are nobody's."""
    found = connection.execute(
        "select count(*) from pg_stat_activity where datname = current_database()"
        " and pid <> pg_backend_pid() and usename is not null"
    ).fetchone()
    return bool(found and found[0])


def _what_is_there(connection: "psycopg.Connection") -> tuple[bool, bool]:
    """Whether there are tables, and whether anybody is in them."""
    found = connection.execute("select to_regclass('accounts_user') is not null").fetchone()
    if not found or not found[0]:
        return False, False
    people = connection.execute("select exists (select from accounts_user)").fetchone()
    return True, bool(people and people[0])


def _postgresql(program: str, *words: str) -> None:
    """Run one of PostgreSQL's own. The password goes by the environment: a command line is read
    by everybody on the machine (J08)."""
    from psycopg.conninfo import conninfo_to_dict, make_conninfo

    place = {name: str(value) for name, value in conninfo_to_dict(owner_url()).items()}
    password = place.pop("password", "")
    with _owner() as connection:
        server = connection.info.server_version // 10_000
    command = [_tool(program, server), f"--dbname={make_conninfo('', **place)}", *words]
    told = {**os.environ, **({"PGPASSWORD": password} if password else {})}
    done = subprocess.run(command, env=told, capture_output=True, text=True, check=False)
    if done.returncode:
        sentence = gettext("%(program)s failed, and nothing was changed:")
        setup.refuse(f"{sentence % {'program': program}}\n{done.stderr.strip()}")


def _tool(name: str, server: int) -> str:
    """Of the server's own version where there is one, else of the next newer: an older one
    refuses, and what a newer one writes an older server may not read."""
    from prazo.lib import embedded

    installed = sorted(map(str, Path("/usr/lib/postgresql").glob(f"*/bin/{name}")))
    found = [shutil.which(name), *installed, embedded.tool(name)]
    by_version = {_version_of(path): path for path in reversed(found) if path}
    fitting = sorted(version for version in by_version if version >= server)
    if not fitting:
        sentence = gettext(
            "There is no %(program)s of PostgreSQL %(version)s or newer here: install its client."
        )
        setup.refuse(sentence % {"program": name, "version": server})
    return by_version[fitting[0]]


def _version_of(program: str) -> int:
    said = subprocess.run([program, "--version"], capture_output=True, text=True, check=False)
    found = re.search(r"\d+", said.stdout)
    return int(found[0]) if found else 0


def _keys_in_use() -> dict[str, str]:
    from django.conf import settings

    from prazo.lib.environment import env

    folder = settings.HOME / "secrets"
    return {
        name: env(variable) or (folder / name).read_text().strip()
        for name, variable in KEY_FILES.items()
    }


def _keys_from(file: Path, *, given: bool) -> dict[str, str]:
    """Read before anything is changed. Nothing where there is none and none was named."""
    if not file.exists() and not given:
        return {}
    try:
        kept = json.loads(setup.text_of(file))
        return {name: str(kept[name]) for name in KEY_FILES}
    except (ValueError, KeyError, TypeError):
        sentence = gettext("this is no file of keys that `prazo backup` wrote.")
        setup.refuse(f"{file}: {sentence}")


def _put_back(kept: dict[str, str]) -> list[str]:
    """Put the keys where the program looks for them; what is to be told of each."""
    from django.conf import settings

    from prazo.lib.environment import env

    if not kept:
        return [
            gettext(
                "There was no .keys file beside it. Without the keys sealed mails, files and"
                " passwords cannot be read, and answers to earlier mails do not find their tickets:"
                " restore once more with --keys."
            )
        ]
    told = []
    for name, variable in KEY_FILES.items():
        if own := env(variable):
            if own.split() != kept[name].split():
                sentence = gettext(
                    "%(name)s is not the one of the backup: set it to that of the .keys."
                )
                told.append(sentence % {"name": variable})
            continue
        place = settings.HOME / "secrets" / name
        if place.read_text().strip() != kept[name]:
            place.replace(place.with_name(f"{name}.before"))
            _write_privately(place, kept[name])
        told.append(f"{name} is the backup's.")
    return told


def _write_privately(file: Path, text: str) -> None:
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w") as opened:
        opened.write(text)
        opened.flush()
        os.fsync(opened.fileno())
