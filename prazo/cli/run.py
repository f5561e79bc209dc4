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

GRACE = 8.0


def run(
    demo: Annotated[bool, typer.Option(help="Make the demo world if the desk is empty.")] = False,
    workers: Annotated[int, typer.Option(help="Web processes.")] = 1,
) -> None:
    """Start the whole desk; Ctrl-C stops it. A second start on one data directory is refused."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "prazo.settings")
    home = _home()
    with _only_one(home):
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
    from urllib.parse import urlparse

    from prazo.lib import environment
    from prazo.lib.translations import compile_all

    compile_all()
    address = urlparse(environment.origin("PRAZO_ADDRESS", "http://127.0.0.1:8000"))
    listen = listen or environment.place("PRAZO_LISTEN") or f"127.0.0.1:{address.port or 8000}"
    host, _, port = listen.rpartition(":")
    # Open streams would hold a stopping server for ever, hence the kill time-out (stack.md D2).
    command = [
        str(Path(sys.executable).with_name("granian")),
        "--interface", "asginl", "--host", host, "--port", port,
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


@contextlib.contextmanager
def _only_one(home: Path) -> Iterator[None]:
    """Two starts on one data directory must not harm each other: the second one says so."""
    import fcntl

    home.mkdir(parents=True, exist_ok=True)
    with (home / "run.lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            typer.echo(
                f"Prazo runs already on {home}. Stop it, or set PRAZO_HOME to another folder.",
                err=True,
            )
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
    _wait_for(ready.address)
    typer.echo(f"\nPrazo runs at {ready.address}")
    typer.echo(f"Mail: SMTP {ready.smtp}, LMTP {ready.lmtp}")
    if ready.link:
        typer.echo(f"Sign in once, within an hour: {ready.link}")
    typer.echo("Ctrl-C stops everything.\n")


def _wait_for(address: str, seconds: float = 30) -> None:
    import socket
    from urllib.parse import urlparse

    parts = urlparse(address)
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError):
            socket.create_connection((parts.hostname or "127.0.0.1", parts.port or 80), 1).close()
            return
        time.sleep(0.05)


def _stop_database(home: Path) -> None:
    from prazo.lib.environment import env

    if not env("DATABASE_URL") and (home / "postgresql").exists():
        from prazo.lib import embedded

        embedded.stop(home)
