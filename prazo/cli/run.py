"""Start the desk: database, web, mail doors, worker; and stop all of it again."""

import contextlib
import multiprocessing
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer
from django.core.exceptions import ImproperlyConfigured

from prazo.lib.told import gettext

GRACE = 8.0
PORT_PATIENCE = 10.0  # seconds; a little more than GRACE


def run(
    demo: Annotated[bool, typer.Option(help="Make the demo world if the desk is empty.")] = False,
    workers: Annotated[int, typer.Option(help="Web processes.")] = 1,
) -> None:
    """Start the whole desk; Ctrl-C stops it. A second start on one data directory is refused."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "prazo.settings")
    home = _home()
    with _only_one(home):
        _refuse_ports_in_use()
        ready = _prepared(demo)
        _supervise(
            [
                [sys.executable, "-m", "prazo", "web", "--workers", str(workers)],
                [sys.executable, "-m", "prazo", "doors"],
                [sys.executable, "-m", "prazo", "worker", "--no-doors"],
            ],
            ready=lambda: _greet(ready),
        )
        _stop_database(home)


def web(
    workers: Annotated[int, typer.Option(help="Processes.")] = 1,
    listen: Annotated[str, typer.Option(help="host:port")] = "",
) -> None:
    """Serve the pages (behind a proxy that speaks TLS, on a real desk)."""
    from prazo.lib.environment import checked_place
    from prazo.lib.translations import compile_all

    compile_all(_home() / "locale")
    host, port = _numeric(checked_place("--listen", listen) or _listens())
    # Open streams would hold a stopping server for ever, hence the kill time-out (stack.md D2).
    command = [
        str(Path(sys.executable).with_name("granian")),
        "--interface", "asginl", "--host", host, "--port", str(port),
        "--workers", str(workers), "--workers-kill-timeout", "5", "--respawn-failed-workers",
        "--no-ws", "--log-level", "warning", "prazo.web.asgi:application",
    ]  # fmt: skip
    os.execv(command[0], command)  # noqa: S606 - fixed words, no shell


def stop() -> None:
    """Stop the embedded database of this data directory, should a killed start have left it."""
    _stop_database(_home())


def _home() -> Path:
    from prazo.lib.environment import env

    return Path(env("PRAZO_HOME", "var")).resolve()


def _listens() -> str:
    """host:port of the pages."""
    from urllib.parse import urlparse

    from prazo.lib import environment

    address = urlparse(environment.origin("PRAZO_ADDRESS", environment.ADDRESS))
    return environment.place("PRAZO_LISTEN") or f"127.0.0.1:{address.port or 8000}"


def _numeric(place: str) -> tuple[str, int]:
    """As the web server wants it, which knows no names of hosts."""
    import socket

    host, _, port = place.rpartition(":")
    try:
        found = socket.getaddrinfo(host.strip("[]"), int(port), type=socket.SOCK_STREAM)
    except OSError as error:
        sentence = gettext("Nobody can listen on %(place)s: %(why)s.")
        known = {"place": place, "why": error.strerror}
        raise ImproperlyConfigured(sentence % known) from None
    return str(found[0][4][0]), int(port)


def _refuse_ports_in_use() -> None:
    """The web server would share its port with another Prazo's, and each get half of the visits.
    Those of a start that was just killed are given time to end."""
    from prazo.lib import environment

    wanted = {
        _listens(): "PRAZO_ADDRESS (or PRAZO_LISTEN)",
        environment.place("PRAZO_LMTP", environment.LMTP): "PRAZO_LMTP",
        environment.place("PRAZO_SMTP", environment.SMTP): "PRAZO_SMTP",
    }
    for place, name in wanted.items():
        deadline = time.monotonic() + PORT_PATIENCE
        while place and (why := _not_free(place)):
            if time.monotonic() > deadline:
                sentence = gettext(
                    "Nobody can listen on %(place)s: %(why)s. Say another by %(name)s."
                )
                typer.echo(sentence % {"place": place, "why": why, "name": name}, err=True)
                raise typer.Exit(1)
            time.sleep(0.2)


def _not_free(place: str) -> str:
    """Why nobody can listen there now; "" where it is free."""
    import socket

    host, port = _numeric(place)
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
            probe.listen()
        except OSError as error:
            return error.strerror or str(error)
    return ""


@contextlib.contextmanager
def _only_one(home: Path) -> Iterator[None]:
    """Two starts on one data directory must not harm each other: the second one says so."""
    import fcntl

    home.mkdir(parents=True, exist_ok=True)
    with (home / "run.lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            sentence = gettext(
                "Prazo runs already on %(home)s. Stop it, or set PRAZO_HOME to another folder."
            )
            typer.echo(sentence % {"home": home}, err=True)
            raise typer.Exit(1) from None
        yield


@dataclass(frozen=True, slots=True)
class Ready:
    """Where the desk will be found; `link` signs in once."""

    address: str
    smtp: str
    lmtp: str
    link: str


def _prepared(demo: bool) -> Ready:
    """By a process of its own: what it loads for that, 80 MiB, is not kept while the desk runs."""
    fork = multiprocessing.get_context("fork")
    with ProcessPoolExecutor(1, fork, initializer=_end_with_parent) as alone:
        return alone.submit(_prepare, demo).result()


def _prepare(demo: bool) -> Ready:
    from prazo.cli.operate import prepare

    link = prepare(demo=demo)
    from django.conf import settings

    return Ready(settings.ADDRESS, settings.SMTP_LISTEN, settings.LMTP_LISTEN, link)


def _supervise(commands: list[list[str]], ready: Callable[[], None]) -> None:
    """Keep the processes running until told to stop; one that dies is started again."""
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    processes = [_started(command) for command in commands]
    ready()
    while not stopping.wait(0.5):
        for index, process in enumerate(processes):
            if process.poll() is not None:
                name, code = commands[index][3], process.returncode
                typer.echo(f"{name} ended ({code}); starting it again", err=True)
                time.sleep(1)
                processes[index] = _started(commands[index])
    _end(processes)


def _started(command: list[str]) -> subprocess.Popen[bytes]:
    """In a session of its own, so that Ctrl-C reaches it by us alone; it ends when we do, also
    when we are killed: else the next start would stand beside it."""
    return subprocess.Popen(command, start_new_session=True, preexec_fn=_end_with_parent)


def _end_with_parent() -> None:
    """Linux tells a process that its parent is gone, if it asks for that."""
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


PR_SET_PDEATHSIG = 1  # linux/prctl.h


def _end(processes: list[subprocess.Popen[bytes]]) -> None:
    for process in processes:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
    deadline = time.monotonic() + GRACE
    for process in processes:
        try:
            process.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)


def _greet(ready: Ready) -> None:
    _wait_for(*_numeric(_listens()))
    typer.echo(f"\nPrazo runs at {ready.address}")
    typer.echo(f"Mail: SMTP {ready.smtp}, LMTP {ready.lmtp}")
    if ready.link:
        typer.echo(f"Sign in once, within an hour: {ready.link}")
    typer.echo("Ctrl-C stops everything.\n")


def _wait_for(host: str, port: int, seconds: float = 30) -> None:
    import socket

    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError):
            socket.create_connection((host, port), 1).close()
            return
        time.sleep(0.05)


def _stop_database(home: Path) -> None:
    from prazo.lib.environment import env

    if not env("DATABASE_URL") and (home / "postgresql").exists():
        from prazo.lib import embedded

        embedded.stop(home)
