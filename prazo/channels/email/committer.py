"""Mails of many sessions committed together: one flush to disk for all that wait for one.

A thread of its own; whoever hands a mail over gets a future that is done once the mail is on disk.
"""

import logging
import queue
import threading
from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import datetime

from django.db import DatabaseError, connection

from prazo.channels.email.take_in import sealed_row, store
from prazo.lib import scope

log = logging.getLogger("prazo.mail.in")

MOST_MAILS = 64
MOST_BYTES = 32 * 1024 * 1024
IDLE_SECONDS = 1.0  # then the connection goes back to the pool


@dataclass(frozen=True, slots=True, eq=False)
class Handed:
    """One mail as a session received it, for each desk it is for."""

    raw: bytes
    source: str
    envelope_from: str
    recipients: dict[int, list[str]]  # by desk
    received_at: datetime
    done: "Future[None]" = field(default_factory=Future)


class Committer:
    def __init__(self) -> None:
        self._queue: queue.SimpleQueue[Handed | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._work, name="mail-committer")

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Commit what was handed over, then end."""
        self._queue.put(None)
        self._thread.join()

    def hand_over(self, mail: Handed) -> "Future[None]":
        """Done when committed; its exception is the database's."""
        self._queue.put(mail)
        return mail.done

    def _work(self) -> None:
        with scope.entered(scope.SYSTEM):  # for good: it is not told to the database each time
            self._commit_groups()

    def _commit_groups(self) -> None:
        going = True
        while going:
            try:
                first = self._queue.get(timeout=IDLE_SECONDS)
            except queue.Empty:
                connection.close()
                continue
            group, going = self._group(first)
            if group:
                _commit(group)
        connection.close()

    def _group(self, first: Handed | None) -> tuple[list[Handed], bool]:
        """Everything that waits now, within bounds; and whether to go on after it."""
        group: list[Handed] = []
        size = 0
        waiting = first
        while waiting is not None:
            group.append(waiting)
            size += len(waiting.raw)
            if len(group) == MOST_MAILS or size > MOST_BYTES:
                return group, True
            try:
                waiting = self._queue.get_nowait()
            except queue.Empty:
                return group, True
        return group, False


def _commit(group: Sequence[Handed]) -> None:
    """All of them at once; if that fails, each by itself, so that one cannot hurt another."""
    try:
        store([row for mail in group for row in _rows(mail)])
    except Exception as error:  # handed to whoever waits, who answers the sender with it
        if connection.connection is not None and not connection.in_atomic_block:
            connection.close_if_unusable_or_obsolete()
        if len(group) == 1 or not isinstance(error, DatabaseError):
            log.error("mail not stored: %s", str(error).strip()[:200])
            for mail in group:
                mail.done.set_exception(error)
            return
        for mail in group:
            _commit([mail])
        return
    for mail in group:
        mail.done.set_result(None)


def _rows(mail: Handed) -> list:  # type: ignore[type-arg]
    return [
        sealed_row(
            mail.raw,
            source=mail.source,
            envelope_from=mail.envelope_from,
            envelope_to=addresses,
            received_at=mail.received_at,
            desk_id=desk,
        )
        for desk, addresses in mail.recipients.items()
    ]
