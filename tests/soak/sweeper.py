"""The escalation duty alone, in a process to be killed: python -m tests.soak.sweeper"""

import os
import signal
import threading

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "prazo.settings")

import django

django.setup()

from prazo.escalation import duties  # noqa: E402
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


if __name__ == "__main__":
    main()
