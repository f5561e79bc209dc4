"""What the child does: one thing in, a `read` or `refused` out, one for one and in order.

Started by `worker.py` with nothing but two pipes and an empty environment. It can write into no
file and use no more memory than its limits say. Frames as in `wire.py`.
"""

import gc
import json
import os
import resource
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, BinaryIO, Final

from prazo.lib.child.limits import Limits
from prazo.lib.child.wire import LENGTH, frame

STATUS: Final = Path("/proc/self/statm")
PAGE: Final = resource.getpagesize()
OPEN_FILES: Final = 32  # codecs and detectors are read from disk when first met
Read = Callable[[bytes], tuple[Any, Sequence[bytes]]]
"""What is said of one, to be written as JSON, and the bytes beside it."""


def live(warm_up: Callable[[], object], read: Read) -> None:
    """Until the pipe ends. `warm_up` loads every parser: what comes later is each job's need."""
    limits = Limits(**json.loads(sys.argv[1]))
    answers = os.fdopen(os.dup(1), "wb", buffering=1 << 20)
    os.dup2(2, 1)  # a stray print of a library must not end up between the frames
    warm_up()
    gc.collect()
    gc.freeze()
    enclose(limits)
    say(answers, frame({"ready": os.getpid()}))
    serve(sys.stdin.buffer, answers, read, limits)


def enclose(limits: Limits) -> None:
    """Limits that last for the life of the process."""
    if STATUS.exists():  # without Linux's /proc nothing tells what the idle reader holds
        size = int(STATUS.read_text().split()[0]) * PAGE
        lower(resource.RLIMIT_AS, size + limits.memory)
    lower(resource.RLIMIT_FSIZE, 0)
    lower(resource.RLIMIT_CORE, 0)
    lower(resource.RLIMIT_NOFILE, OPEN_FILES)


def lower(which: int, value: int) -> None:
    _, hard = resource.getrlimit(which)
    if hard == resource.RLIM_INFINITY or value <= hard:
        resource.setrlimit(which, (value, value))


def serve(jobs: BinaryIO, answers: BinaryIO, read: Read, limits: Limits) -> None:
    while header := jobs.read(LENGTH.size):
        (size,) = LENGTH.unpack(header)
        lengths = json.loads(jobs.read(size))["blobs"]
        raw = jobs.read(lengths[0])
        if len(raw) < lengths[0]:
            return
        allow_seconds(limits.cpu_seconds)
        if not answer(answers, read, raw):
            return


def allow_seconds(more: int) -> None:
    """So much CPU time for the next one; beyond it the kernel ends the process."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    allowed = int(used.ru_utime + used.ru_stime) + more + 1
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (allowed, hard))


def answer(answers: BinaryIO, read: Read, raw: bytes) -> bool:
    """Answer one; False when this process should not be used again."""
    usable = True
    try:
        said, blobs = read(raw)
        pieces = frame({"read": said}, blobs)
    except MemoryError:
        usable = False
        pieces = frame({"refused": "too_much_memory"})
    except Exception as error:  # the boundary: a fault in the reader is told, with its place
        pieces = frame({"refused": "reader_fault", "fault": fault(error)})
    say(answers, pieces)
    return usable


def fault(error: Exception) -> str:
    """Where it happened, without a word of what was read (Q17)."""
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    place = f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}" if trace else "?"
    return f"{type(error).__name__} at {place}"


def say(answers: BinaryIO, pieces: list[bytes]) -> None:
    for piece in pieces:
        answers.write(piece)
    answers.flush()
