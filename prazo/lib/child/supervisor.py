"""The one thread that feeds a child, takes its answers and buries it."""

import os
import select
import time
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar

from prazo.lib.child.limits import Limits
from prazo.lib.child.unreadable import CODES, ChildUnavailable, Unreadable
from prazo.lib.child.wire import BrokenFrame, Header, frame
from prazo.lib.child.worker import Worker, out_of_time

STARTS: Final = 3  # children that may die before they are ready, before all is given back
TRIES: Final = 2  # a crash is the job's doing only if it happens in a fresh child too
T = TypeVar("T")
Unpack = Callable[[Any, Sequence[bytes]], T]
"""What a child said of one, and the bytes beside it, as a value; BrokenFrame if that is none."""


@dataclass(slots=True, eq=False)
class Job(Generic[T]):
    """Something on its way."""

    raw: bytes
    future: "Future[T]"
    tries: int = 0
    taken: bool = False  # past cancelling

    def take(self) -> bool:
        """False for one whose future was cancelled while it waited."""
        self.taken = self.taken or self.future.set_running_or_notify_cancel()
        return self.taken

    def fail(self, error: Exception) -> None:
        self.future.set_exception(error)


class Supervisor(Generic[T]):
    """Feeds `waiting` to a child until `wanted` says that nobody will add to it any more.

    `waiting` may grow from other threads; everything else belongs to the thread that calls `run`.
    """

    def __init__(
        self,
        module: str,
        unpack: "Unpack[T]",
        limits: Limits,
        waiting: "deque[Job[T]]",
        woken: int,
        wanted: Callable[[], bool],
    ) -> None:
        self._module = module
        self._unpack = unpack
        self._waiting = waiting
        self._woken = woken
        self._limits = limits
        self._wanted = wanted
        self._sent: deque[Job[T]] = deque()
        self._worker: Worker | None = None
        self._since = 0.0  # when the child was started, or the oldest job had its turn
        self._starved = 0.0  # how long the child had waited for a processor by then
        self._failed_starts = 0

    def run(self) -> None:
        try:
            while self._sent or self._waiting or self._wanted():
                self._step()
        finally:  # whatever ends this thread, nobody waits for ever
            self._retire()
            self._give_back(ChildUnavailable("the reader was ended"))

    def _step(self) -> None:
        if self._waiting and not self._worker:
            self._start()
        if self._worker:
            self._hand_over(self._worker)
        self._wait()
        worker = self._worker
        if worker and (deadline := self._deadline(worker)) and time.monotonic() >= deadline:
            self._too_slow(worker)

    def _start(self) -> None:
        try:
            self._worker = Worker(self._module, self._limits)
        except OSError as error:
            self._give_back(ChildUnavailable(str(error)))
            return
        self._turn(self._worker)

    def _turn(self, worker: Worker) -> None:
        self._since = time.monotonic()
        self._starved = worker.starved()

    def _hand_over(self, worker: Worker) -> None:
        used_up = worker.jobs >= self._limits.each_child
        if used_up and not self._sent:
            self._retire()
            return
        while (
            worker.ready and self._waiting and not used_up and len(self._sent) < self._limits.ahead
        ):
            job = self._waiting.popleft()
            if not job.take():
                continue
            if not self._sent:
                self._turn(worker)
            self._sent.append(job)
            worker.hand_over(frame({}, [job.raw]))
            used_up = worker.jobs >= self._limits.each_child

    def _wait(self) -> None:
        """Until somebody hands something in, the child speaks or listens, or time is up."""
        events = select.poll()
        events.register(self._woken, select.POLLIN)
        left: float | None = None
        if worker := self._worker:
            events.register(worker.output, select.POLLIN)
            if worker.has_unsent:
                events.register(worker.input, select.POLLOUT)
            if (deadline := self._deadline(worker)) is not None:
                left = max(0.0, deadline - time.monotonic()) * 1_000
        for descriptor, _ in events.poll(left):
            if descriptor == self._woken:
                os.read(self._woken, 4_096)
            elif not worker or worker is not self._worker:
                continue  # retired by an event before this one
            elif descriptor == worker.input:
                worker.write()
            else:
                self._listen(worker)

    def _deadline(self, worker: Worker) -> float | None:
        """When the oldest job has had its time; None while nothing is asked of the child.

        On a machine too busy to run the child, its time is not up: at most four times the limit.
        """
        if not worker.ready:
            return self._since + self._limits.start_seconds
        if not self._sent:
            return None
        allowed = self._limits.wall_seconds
        starved = worker.starved() - self._starved
        return self._since + allowed + min(max(starved, 0.0), 3 * allowed)

    def _listen(self, worker: Worker) -> None:
        still_there = worker.read()
        try:
            while worker is self._worker and (said := worker.frames.next()):
                self._take(worker, *said)
        except BrokenFrame as error:
            self._blame("no_answer", str(error))
            return
        if not still_there and worker is self._worker:
            self._died(worker)

    def _take(self, worker: Worker, header: Header, blobs: list[bytes]) -> None:
        if not worker.ready:
            if "ready" not in header:
                raise BrokenFrame("an answer before the first word")
            worker.ready = True
            self._failed_starts = 0
        elif not self._sent:
            raise BrokenFrame("an answer to nothing")
        elif "refused" in header:
            self._refused(worker, header)
        else:
            result = self._unpack(header.get("read"), blobs)
            self._turn(worker)
            self._sent.popleft().future.set_result(result)

    def _refused(self, worker: Worker, header: Header) -> None:
        said = header["refused"]
        code = said if isinstance(said, str) and said in CODES else "no_answer"
        if code == "too_much_memory":
            # The child ends itself. If it was not fresh, others may have used the memory up.
            self._retry_or_blame(code, fresh=worker.jobs <= 1)
            return
        self._turn(worker)
        self._sent.popleft().fail(Unreadable(code, str(header.get("fault", ""))[:200]))

    def _died(self, worker: Worker) -> None:
        code = worker.exited(seconds=1.0)
        if not worker.ready:
            self._did_not_start(f"exit code {code}")
        elif code is not None and out_of_time(code):
            self._blame("too_slow")
        elif self._sent:
            self._retry_or_blame("crashed", fresh=worker.jobs <= 1)
        else:
            self._retire()

    def _too_slow(self, worker: Worker) -> None:
        if worker.ready:
            self._blame("too_slow")
        else:
            self._did_not_start("not ready in time")

    def _did_not_start(self, reason: str) -> None:
        self._retire()
        self._failed_starts += 1
        if self._failed_starts >= STARTS:
            self._failed_starts = 0
            self._give_back(ChildUnavailable(f"the reader does not start: {reason}"))

    def _retry_or_blame(self, code: str, fresh: bool) -> None:
        job = self._sent[0]
        job.tries += 1
        if fresh or job.tries >= TRIES:
            self._blame(code)
        else:
            self._retire()

    def _blame(self, code: str, detail: str = "") -> None:
        """The oldest job is at fault; those behind it go to the next child."""
        job = self._sent.popleft() if self._sent else None
        self._retire()
        if job:
            job.fail(Unreadable(code, detail))

    def _retire(self) -> None:
        """End the child; what it had not answered waits again, in order."""
        if self._worker:
            self._worker.end()
            self._worker = None
        self._waiting.extendleft(reversed(self._sent))
        self._sent.clear()

    def _give_back(self, error: ChildUnavailable) -> None:
        while self._waiting:
            job = self._waiting.popleft()
            if job.take():
                job.fail(error)
