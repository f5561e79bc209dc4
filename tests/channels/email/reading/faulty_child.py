"""The real child with a reader that fails as ordered by the mail: `X-Fault: <how>`."""

import os
import signal
import time

from prazo.channels.email.reading import ReadMail, child
from prazo.channels.email.reading.reader import read


def faulty_read(raw: bytes) -> ReadMail:
    order = raw.partition(b"X-Fault: ")[2].partition(b"\r\n")[0].decode()
    if order in FAULTS:
        FAULTS[order]()
    return read(raw)


def spin() -> None:
    while True:
        pass


def eat() -> None:
    eaten = []
    while True:
        eaten.append(bytearray(1 << 20))


def lie() -> None:
    os.write(3, b"\xff\xff\xff\xff" * 1_000)
    time.sleep(60)


def fail() -> None:
    raise ZeroDivisionError("a word of the mail")


FAULTS = {
    "segfault": lambda: os.kill(os.getpid(), signal.SIGSEGV),
    "kill": lambda: os.kill(os.getpid(), signal.SIGKILL),
    "exit": lambda: os._exit(0),
    "sleep": lambda: time.sleep(60),
    "spin": spin,
    "eat": eat,
    "lie": lie,
    "fail": fail,
    "write": lambda: os.write(os.open("/tmp", os.O_TMPFILE | os.O_WRONLY), b"x"),
}

if __name__ == "__main__":
    child.read = faulty_read
    child.main()
