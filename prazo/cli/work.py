"""The processes that work unseen: the duties, and the doors where mail is brought."""

import contextlib
import os
import signal
import threading
from collections.abc import Iterator
from typing import Annotated

import typer

from prazo.cli import setup

CONNECTIONS = "16"  # to the database: a thread of each duty has one, and each mailbox
SAID_EVERY = 10.0  # seconds: that the doors are open
ALWAYS = "heartbeat"  # or nobody would know that the process lives


def worker(
    doors: Annotated[
        bool, typer.Option(help="Also take in mail that is brought; see `prazo doors`.")
    ] = True,
    only: Annotated[
        list[str] | None, typer.Option(help="This duty and no other; may be given again.")
    ] = None,
) -> None:
    """Read mail, escalate, send, watch: every duty in one process. Several may run at once."""
    os.environ.setdefault("PRAZO_POOL", CONNECTIONS)
    setup.django(pool=True)
    from prazo.channels.email import duties as mail_duties
    from prazo.desk import duties as desk_duties
    from prazo.escalation import duties as escalation_duties
    from prazo.lib.conninfo import conninfo
    from prazo.lib.duty import REGISTER, Workers
    from prazo.notices import duties as notice_duties
    from prazo.routing import duties as routing_duties
    from prazo.rules import duties as rules_duties
    from prazo.watch import duties as watch_duties
    from prazo.web import duties as web_duties
    from prazo.writing import duties as writing_duties

    rooms = (
        mail_duties, desk_duties, escalation_duties, notice_duties, routing_duties, rules_duties,
        watch_duties, web_duties, writing_duties,
    )  # fmt: skip
    assert all(rooms)  # imported to register
    if unknown := set(only or ()) - REGISTER.keys():
        raise typer.BadParameter(f"{', '.join(sorted(unknown))}; there are {', '.join(REGISTER)}")
    chosen = {*only, ALWAYS} if only else set(REGISTER)
    stop = _told_to_stop()
    working = Workers(conninfo(), [one for name, one in REGISTER.items() if name in chosen])
    with _open_doors() if doors else contextlib.nullcontext():
        working.start()
        stop.wait()
    working.stop()


def doors() -> None:
    """Take in mail that is brought by LMTP and SMTP, in a process of its own, for busy desks."""
    setup.django(pool=True)
    from prazo.lib import scope

    stop = _told_to_stop()
    with _open_doors(), scope.entered(scope.SYSTEM):
        _be_present_until(stop)


def _be_present_until(stop: threading.Event) -> None:
    from django.db import DatabaseError, connection

    from prazo.lib.duty import database_now
    from prazo.watch.presence import say_open, say_shut

    wait = 0.0
    while not stop.wait(wait):
        with contextlib.suppress(DatabaseError):  # a silence that is noticed if it lasts
            say_open(database_now())
        connection.close()
        wait = SAID_EVERY
    with contextlib.suppress(DatabaseError):
        say_shut()
    connection.close()


@contextlib.contextmanager
def _open_doors() -> Iterator[None]:
    from django.conf import settings

    from prazo.channels.email.listener import Listeners

    listeners = Listeners(settings.LMTP_LISTEN, settings.SMTP_LISTEN)
    listeners.start()
    try:
        yield
    finally:
        listeners.stop()


def _told_to_stop() -> threading.Event:
    stop = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stop.set())
    return stop
