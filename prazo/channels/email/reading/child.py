"""The process that reads mails: `python -m prazo.channels.email.reading.child`.

Started by `pool.py` with nothing but two pipes and an empty environment. It can write into no
file, use no more memory than its limits say, and dies with its pipe. Frames as in `wire.py`: a mail
in, a `read` or `refused` out, one for one and in order.
"""

import gc
import json
import os
import resource
import sys
from pathlib import Path
from typing import BinaryIO, Final

from prazo.channels.email.reading.language import model
from prazo.channels.email.reading.limits import Limits
from prazo.channels.email.reading.reader import read
from prazo.channels.email.reading.wire import LENGTH, frame, packed

WARM_UP: Final = (
    b"From: a@a.example\r\nSubject: =?gb2312?B?xOO6ww==?=\r\nContent-Type: text/html\r\n\r\n"
    b"<p>Good morning, the door of the building does not open. \xcf\xf0\xe8\xe2\xe5\xf2</p>"
)
STATUS: Final = Path("/proc/self/statm")
PAGE: Final = resource.getpagesize()
OPEN_FILES: Final = 32  # codecs and detectors are read from disk when first met


def main() -> None:
    limits = Limits(**json.loads(sys.argv[1]))
    answers = os.fdopen(os.dup(1), "wb", buffering=1 << 20)
    os.dup2(2, 1)  # a stray print of a library must not end up between the frames
    read(WARM_UP)  # loads every parser now, so that what comes later is the mail's own need
    model()
    gc.collect()
    gc.freeze()
    enclose(limits)
    say(answers, frame({"ready": os.getpid()}))
    serve(sys.stdin.buffer, answers, limits)


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


def serve(mails: BinaryIO, answers: BinaryIO, limits: Limits) -> None:
    while header := mails.read(LENGTH.size):
        (size,) = LENGTH.unpack(header)
        lengths = json.loads(mails.read(size))["blobs"]
        raw = mails.read(lengths[0])
        if len(raw) < lengths[0]:
            return
        allow_seconds(limits.cpu_seconds)
        if not answer(answers, raw):
            return


def allow_seconds(more: int) -> None:
    """So much CPU time for the next mail; beyond it the kernel ends the process."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    allowed = int(used.ru_utime + used.ru_stime) + more + 1
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (allowed, hard))


def answer(answers: BinaryIO, raw: bytes) -> bool:
    """Answer one mail; False when this process should not be used again."""
    usable = True
    try:
        said, blobs = packed(read(raw))
        pieces = frame({"read": said}, blobs)
    except MemoryError:
        usable = False
        pieces = frame({"refused": "too_much_memory"})
    except Exception as error:  # the boundary: a fault in the reader is told, with its place
        pieces = frame({"refused": "reader_fault", "fault": fault(error)})
    say(answers, pieces)
    return usable


def fault(error: Exception) -> str:
    """Where it happened, without a word of the mail (Q17)."""
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    place = f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}" if trace else "?"
    return f"{type(error).__name__} at {place}"


def say(answers: BinaryIO, pieces: list[bytes]) -> None:
    for piece in pieces:
        answers.write(piece)
    answers.flush()


if __name__ == "__main__":
    main()
