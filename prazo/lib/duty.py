"""What workers do: duties, each a sweep over rows by their state.

A duty claims rows with SKIP LOCKED inside its own transaction, so any number of workers may run
it, and what a killed worker held is free again at once. It is woken by NOTIFY and looks by
itself every so often besides, so a lost wake-up costs seconds, not work.
"""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import psycopg
from django.db import (
    InterfaceError,
    OperationalError,
    close_old_connections,
    connection,
    connections,
)

from prazo.lib import scope

log = logging.getLogger("prazo.duty")

CHANNEL = "prazo_duty"
AFTER_A_FAILURE, LONGEST_PAUSE = 1.0, 60.0  # seconds; doubled each time
SELDOM = timedelta(minutes=1)
"""The longest that a duty may rest: one that has not passed for twice as long is taken for dead."""
APART = 0.03  # seconds between the first passes: else each at once asks for a connection of its own
LISTENED = 1.0
"""Seconds without news after which the listener looks whether it should stop."""


@dataclass(frozen=True, slots=True)
class Duty:
    """`step(as_of)` does one portion of work and says whether there may be more.

    `threads` of a process do it at once: while one waits for the database, another computes. All
    but the first help only where one found more than a portion. `gather`: after a portion that was
    not full, what comes is left together for so long; what comes after a silence is done at once.
    """

    name: str
    step: Callable[[datetime], bool]
    every: timedelta
    threads: int = 1
    gather: timedelta = timedelta(0)


REGISTER: dict[str, Duty] = {}


Step = Callable[[datetime], bool]


def duty(
    name: str, every: timedelta, threads: int = 1, gather: timedelta = timedelta(0)
) -> Callable[[Step], Step]:
    """Register a step under the name that wakes it. ValueError where it would rest too long."""
    if every > SELDOM:
        raise ValueError(f"{name} would pass only every {every}: at least every {SELDOM}, please")

    def registered(step: Step) -> Step:
        REGISTER[name] = Duty(name, step, every, threads, gather)
        return step

    return registered


def database_now() -> datetime:
    """The instant on the database's clock, which all workers share (ES05)."""
    with connection.cursor() as cursor:
        cursor.execute("select clock_timestamp()")
        (now,) = cursor.fetchone()
    return now.astimezone(UTC) if isinstance(now, datetime) else now


PASSES: dict[str, datetime] = {}
"""When each duty of this process last ended a portion well, by the database's clock."""


class Workers:
    """Each duty in threads of its own, and one thread that listens for what wakes them."""

    def __init__(self, conninfo: str, duties: list[Duty]) -> None:
        self._conninfo = conninfo
        self._wake = {duty.name: threading.Event() for duty in duties}
        self._help = {duty.name: threading.Event() for duty in duties}
        self._stop = threading.Event()
        self._threads = [
            threading.Thread(target=self._work, args=[duty, wake[duty.name]], name=duty.name)
            for duty in duties
            for wake in (self._wake, *[self._help] * (duty.threads - 1))
        ]
        self._threads.insert(0, threading.Thread(target=self._listen, name="listen"))

    def start(self) -> None:
        """Listening first: it wakes all, whatever they missed."""
        for thread in self._threads:
            thread.start()
            self._stop.wait(APART)

    def stop(self) -> None:
        """Let each duty finish its portion, then return."""
        self._stop.set()
        for event in (*self._wake.values(), *self._help.values()):
            event.set()
        for thread in self._threads:
            thread.join()

    def _work(self, duty: Duty, wake: threading.Event) -> None:
        failures = 0
        with scope.entered(scope.SYSTEM):
            while not self._stop.is_set():
                wake.clear()
                if self._do_what_there_is(duty):
                    failures = 0
                    self._stop.wait(duty.gather.total_seconds())
                    wake.wait(duty.every.total_seconds())
                else:  # not to be woken: whatever is waiting would fail again
                    self._stop.wait(min(AFTER_A_FAILURE * 2**failures, LONGEST_PAUSE))
                    failures = min(failures + 1, 10)
        connections.close_all()

    def _do_what_there_is(self, duty: Duty) -> bool:
        """Portion after portion until there is no more; False when one failed."""
        try:
            more = True
            while more and not self._stop.is_set():
                now = database_now()
                more = duty.step(now)
                PASSES[duty.name] = now
                if more:
                    self._help[duty.name].set()
        except (OperationalError, InterfaceError) as error:
            log.warning("duty %s: the database is away: %s", duty.name, str(error).strip())
            return False
        except Exception:  # one bad portion must not end the duty; it is tried again
            log.exception("duty %s failed and will be tried again", duty.name)
            return False
        finally:
            close_old_connections()
        return True

    def _listen(self) -> None:
        while not self._stop.is_set():
            try:
                with psycopg.connect(self._conninfo, autocommit=True) as listening:
                    listening.execute(f"listen {CHANNEL}")
                    for event in self._wake.values():
                        event.set()  # whatever was missed while not listening
                    while not self._stop.is_set():
                        for notice in listening.notifies(timeout=LISTENED):
                            if notice.payload in self._wake:
                                self._wake[notice.payload].set()
            except psycopg.Error as error:
                log.warning("listening failed, again in 1 s: %s", str(error).strip())
                self._stop.wait(1)
