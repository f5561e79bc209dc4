"""The escalation duty alone, in a process to be killed: python -m tests.soak.sweeper

`forked` is the same of a process that has already loaded all of it, a hundred times as quick.
"""

import multiprocessing
import os
import signal
import subprocess
import threading

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "prazo.settings")

import django

django.setup()

from prazo.escalation import duties  # noqa: E402
from prazo.lib import crash  # noqa: E402
from prazo.lib.conninfo import conninfo  # noqa: E402
from prazo.lib.duty import REGISTER, Workers  # noqa: E402


def main() -> None:
    assert duties  # imported to register
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    workers = Workers(conninfo(), [REGISTER["escalation"]])
    workers.start()
    stop.wait()
    workers.stop()


class Forked:
    """As a `subprocess.Popen` is asked; it has neither threads nor connections of who starts it."""

    def __init__(self, crash_at: str = "") -> None:
        server = multiprocessing.get_context("forkserver")
        server.set_forkserver_preload([__name__])
        self._process = server.Process(target=_begin, args=[crash_at])
        self._process.start()

    def poll(self) -> int | None:
        return self._process.exitcode

    def wait(self, seconds: float | None = None) -> int | None:
        self._process.join(seconds)
        if self._process.is_alive():
            raise subprocess.TimeoutExpired(__name__, seconds or 0.0)
        return self._process.exitcode

    def kill(self) -> None:
        self._process.kill()

    def terminate(self) -> None:
        self._process.terminate()


def _begin(crash_at: str) -> None:
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    crash._AT = crash_at
    main()


if __name__ == "__main__":
    main()
