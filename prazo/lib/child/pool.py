"""The side of whoever wants something read.

One child per pool. It is started when the first job comes and kept; jobs are handed over ahead of
the answers, so that neither process waits for the other. A job that takes too long is killed with
its child, those behind it go to the next one.
"""

import os
import threading
from collections import deque
from concurrent.futures import Future
from types import TracebackType
from typing import Generic, Self, TypeVar

from prazo.lib.child.limits import Limits
from prazo.lib.child.supervisor import Job, Supervisor, Unpack
from prazo.lib.child.unreadable import Unreadable

T = TypeVar("T")


class Pool(Generic[T]):
    """Reads in a limited child that runs `module`. Safe to share between threads; after a fork, its
    own child.

    Use it as a context manager, or `close()` it; a child left alone ends with this process.
    """

    def __init__(self, module: str, unpack: "Unpack[T]", limits: Limits) -> None:
        self._module = module
        self._unpack = unpack
        self._limits = limits
        self._waiting: deque[Job[T]]
        self._thread: threading.Thread | None
        self._closed: bool
        self._woken: int
        self._waker: int
        self._begin()

    def submit(self, raw: bytes) -> "Future[T]":
        """Hand one over without waiting. The future raises `Unreadable` where what was to be read
        is at fault, `ChildUnavailable` where it is not."""
        if self._process != os.getpid():  # forked: the parent's child and thread stay with it
            self._begin()
        future: Future[T] = Future()
        if len(raw) > self._limits.largest:
            future.set_exception(Unreadable("too_big"))
            return future
        with self._lock:
            if self._closed:
                raise RuntimeError("this pool is closed")
            self._waiting.append(Job(raw, future))
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="reader", daemon=True)
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
            Supervisor(
                self._module,
                self._unpack,
                self._limits,
                self._waiting,
                self._woken,
                lambda: not self._closed,
            ).run()
        finally:
            with self._lock:
                self._thread = None

    def _wake(self) -> None:
        try:
            os.write(self._waker, b"\0")
        except BlockingIOError:  # woken often enough
            return
