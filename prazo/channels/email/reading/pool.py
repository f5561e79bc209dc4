"""Reading mails in a process of their own, so that a mail can ruin nothing but itself (TR8, DU04).

One child per pool. It is started when the first mail comes and kept; mails are handed over ahead
of the answers, so that neither process waits for the other. A mail that takes too long is killed
with its child, the mails behind it go to the next one.
"""

import os
import threading
from collections import deque
from concurrent.futures import Future
from functools import cache
from types import TracebackType
from typing import Final, Self

from prazo.channels.email.reading.limits import Limits
from prazo.channels.email.reading.mail import ReadMail
from prazo.channels.email.reading.supervisor import Job, Supervisor
from prazo.channels.email.reading.unreadable import Unreadable

STANDARD: Final = Limits()


def read_in_child(raw: bytes, limits: Limits = STANDARD) -> ReadMail:
    """Read one mail in this process's child for these limits; waits for the answer.

    Raises `Unreadable` when the mail is at fault, `ReaderUnavailable` when it is not.
    """
    return shared_pool(limits).submit(raw).result()


@cache
def shared_pool(limits: Limits) -> "ReaderPool":
    return ReaderPool(limits)


class ReaderPool:
    """Reads mails in a limited child. Safe to share between threads; after a fork, its own child.

    Use it as a context manager, or `close()` it; a child left alone ends with this process.
    """

    def __init__(self, limits: Limits = STANDARD) -> None:
        self._limits = limits
        self._waiting: deque[Job]
        self._thread: threading.Thread | None
        self._closed: bool
        self._woken: int
        self._waker: int
        self._begin()

    def submit(self, raw: bytes) -> "Future[ReadMail]":
        """Hand a mail over without waiting. The future raises as `read_in_child` does."""
        if self._process != os.getpid():  # forked: the parent's child and thread stay with it
            self._begin()
        future: Future[ReadMail] = Future()
        if len(raw) > self._limits.mail:
            future.set_exception(Unreadable("too_big"))
            return future
        with self._lock:
            if self._closed:
                raise RuntimeError("this pool is closed")
            self._waiting.append(Job(raw, future))
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="mail-reader", daemon=True)
                self._thread.start()
            self._wake()  # under the lock: once closed, its number may be another file's
        return future

    def close(self) -> None:
        """Finish what was handed over, then end the child."""
        with self._lock:
            if self._closed:
                return
            self._closed = True
            thread = self._thread
        self._wake()
        if thread is not None:
            thread.join()
        os.close(self._woken)
        os.close(self._waker)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _begin(self) -> None:
        self._process = os.getpid()
        self._lock = threading.Lock()
        self._waiting = deque()
        self._closed = False
        self._thread = None
        self._woken, self._waker = os.pipe()
        os.set_blocking(self._woken, False)
        os.set_blocking(self._waker, False)

    def _run(self) -> None:
        try:
            Supervisor(self._waiting, self._woken, self._limits, lambda: not self._closed).run()
        finally:
            with self._lock:
                self._thread = None

    def _wake(self) -> None:
        try:
            os.write(self._waker, b"\0")
        except BlockingIOError:  # woken often enough
            return
