"""One child process as its parent holds it: two pipes and a place to kill."""

import json
import os
import signal
import subprocess
import sys
from collections import deque
from dataclasses import asdict
from pathlib import Path
from typing import Final

import prazo
from prazo.lib.child.limits import Limits
from prazo.lib.child.wire import FrameReader

ROOT: Final = Path(prazo.__file__).resolve().parents[1]
CHUNK: Final = 1 << 18  # bytes moved at once
F_SETPIPE_SZ: Final = 1031  # Linux: a wider pipe saves switches between the two processes
PIPE: Final = 1 << 20


class Worker:
    """A running child. Reading and writing never block; only the pool's thread touches it."""

    def __init__(self, module: str, limits: Limits) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-s", "-m", module, json.dumps(asdict(limits))],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={"PYTHONPATH": str(ROOT), "LC_ALL": "C.UTF-8", "PATH": os.defpath},
            cwd="/",
            start_new_session=True,  # a Ctrl-C for the parent is none for what is being read
            bufsize=0,
        )
        assert self._process.stdin and self._process.stdout
        self.input = self._process.stdin.fileno()
        self.output = self._process.stdout.fileno()
        for pipe in (self.input, self.output):
            os.set_blocking(pipe, False)
            widen(pipe)
        self.frames = FrameReader(limits)
        self.ready = False
        self.jobs = 0  # handed over so far
        self._unsent: deque[memoryview] = deque()
        self._schedule = opened(f"/proc/{self._process.pid}/schedstat")

    def hand_over(self, pieces: list[bytes]) -> None:
        self._unsent.extend(memoryview(piece) for piece in pieces if piece)
        self.jobs += 1

    @property
    def has_unsent(self) -> bool:
        return bool(self._unsent)

    def write(self) -> None:
        """Write what the pipe takes now. A child that is gone tells so by its own end."""
        while self._unsent:
            piece = self._unsent[0]
            try:
                sent = os.write(self.input, piece[:CHUNK])
            except BlockingIOError:
                return
            except BrokenPipeError:
                self._unsent.clear()
                return
            if sent == len(piece):
                self._unsent.popleft()
            else:
                self._unsent[0] = piece[sent:]

    def read(self) -> bool:
        """Take in what the child said; False at its end."""
        try:
            data = os.read(self.output, CHUNK)
        except BlockingIOError:
            return True
        self.frames.feed(data)
        return bool(data)

    def starved(self) -> float:
        """Seconds in all that the child was ready to run and got no processor (Linux; else 0)."""
        if self._schedule is None:
            return 0.0
        try:
            _, waited, _ = os.pread(self._schedule, 64, 0).split()
        except (OSError, ValueError):  # the child is gone
            return 0.0
        return int(waited) / 1e9

    def end(self) -> int:
        """Kill, and say how it ended: negative is the signal that did it."""
        if self._process.poll() is None:
            self._process.kill()
        code = self._process.wait()
        assert self._process.stdin and self._process.stdout
        self._process.stdin.close()
        self._process.stdout.close()
        if self._schedule is not None:
            os.close(self._schedule)
        return code

    def exited(self, seconds: float) -> int | None:
        """The exit code of a child that closed its pipe, None if it is still there."""
        try:
            return self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            return None


def opened(path: str) -> int | None:
    try:
        return os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return None


def widen(pipe: int) -> None:
    if sys.platform == "linux":
        import fcntl

        try:
            fcntl.fcntl(pipe, F_SETPIPE_SZ, PIPE)
        except PermissionError:  # past the user's share of pipe memory: the usual 64 KiB then
            return


def out_of_time(code: int) -> bool:
    return code == -signal.SIGXCPU
