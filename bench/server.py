"""The real programs of the desk, started for measuring and stopped again."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

WEB, LMTP, SMTP = 8600, 8624, 8625
HOME = Path(os.environ.get("PRAZO_HOME", "var/bench")).resolve()


def environment() -> dict[str, str]:
    return {
        **os.environ,
        "PRAZO_ADDRESS": f"http://127.0.0.1:{WEB}",
        "PRAZO_LMTP": f"127.0.0.1:{LMTP}",
        "PRAZO_SMTP": f"127.0.0.1:{SMTP}",
        "PYTHONPATH": str(Path.cwd()),
    }


def ready() -> None:
    """Django in this process, the schema, and static files, as `prazo run` makes them."""
    os.environ.update({k: v for k, v in environment().items() if k.startswith("PRAZO_")})
    from prazo.cli.operate import prepare

    prepare(demo=False)


@contextlib.contextmanager
def running(*words: str, port: int = 0, seconds: float = 60) -> Iterator[subprocess.Popen[bytes]]:
    """`python -m prazo WORDS…` until the block ends; waits until `port` answers."""
    log = (HOME / f"{words[0]}.log").open("ab")
    process = subprocess.Popen(
        [sys.executable, "-m", "prazo", *words],
        env=environment(),
        stdout=log,
        stderr=log,
        start_new_session=True,
    )
    try:
        if port:
            wait_for(port, seconds)
        yield process
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def wait_for(port: int, seconds: float) -> float:
    started = time.monotonic()
    while time.monotonic() - started < seconds:
        with contextlib.suppress(OSError):
            socket.create_connection(("127.0.0.1", port), 1).close()
            return time.monotonic() - started
        time.sleep(0.02)
    raise TimeoutError(f"nothing answers on port {port} after {seconds:.0f} s")
