"""What reading one thing may cost the child that reads it. Bytes unless said otherwise."""

from dataclasses import dataclass
from typing import Final

MIB: Final = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    wall_seconds: float = 5.0  # not counting waits for a processor on a busy machine
    cpu_seconds: int = 5
    memory: int = 256 * MIB  # of address space above what the idle child holds
    largest: int = 64 * MIB  # that is tried at all
    said: int = 96 * MIB  # of an answer's header: text and HTML at their caps, every letter escaped
    blobs: int = 256 * MIB  # of bytes that come with an answer
    each_child: int = 5_000  # things read by one, then a fresh process takes over
    start_seconds: float = 30.0  # until a fresh process must say it is ready
    ahead: int = 16  # things handed over before the first answer is back
