"""How parent and child talk: one JSON header, then the bytes it announces. No pickle.

A frame is the header's length (4 bytes, little-endian), the header in UTF-8, and the blobs whose
lengths stand in `header["blobs"]`. The parent takes a child's answer as a stranger's word: what
does not fit the types is a `BrokenFrame`, since what was read may have taken the child over.
"""

import json
import struct
from collections.abc import Mapping, Sequence
from typing import Any, Final, cast

from prazo.lib.child.limits import Limits

LENGTH: Final = struct.Struct("<I")

Header = Mapping[str, Any]


class BrokenFrame(Exception):
    """What came over the pipe is no frame of this protocol."""


def frame(header: Mapping[str, Any], blobs: Sequence[bytes] = ()) -> list[bytes]:
    """The pieces to write, in order; big ones are not copied."""
    announced = {**header, "blobs": [len(blob) for blob in blobs]}
    encoded = json.dumps(announced, ensure_ascii=False, separators=(",", ":")).encode()
    return [LENGTH.pack(len(encoded)) + encoded, *blobs]


class FrameReader:
    """Bytes in, whole frames out; a header is parsed once, however its blobs trickle in."""

    __slots__ = ("_buffer", "_header", "_lengths", "_limits")

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._buffer = bytearray()
        self._header: Header | None = None
        self._lengths: list[int] = []

    def feed(self, data: bytes) -> None:
        self._buffer += data

    def next(self) -> tuple[Header, list[bytes]] | None:
        """The next whole frame, or None while it is incomplete; BrokenFrame if it is none."""
        if self._header is None and not self._take_header():
            return None
        if len(self._buffer) < sum(self._lengths):
            return None
        blobs, place = [], 0
        for length in self._lengths:
            blobs.append(bytes(self._buffer[place : place + length]))
            place += length
        del self._buffer[:place]
        header, self._header = self._header, None
        return cast(Header, header), blobs

    def _take_header(self) -> bool:
        if len(self._buffer) < LENGTH.size:
            return False
        (size,) = LENGTH.unpack_from(self._buffer)
        if size > self._limits.said:
            raise BrokenFrame("a header too long")
        end = LENGTH.size + size
        if len(self._buffer) < end:
            return False
        self._header, self._lengths = parsed_header(bytes(self._buffer[LENGTH.size : end]))
        if sum(self._lengths) > self._limits.blobs:
            raise BrokenFrame("blobs too large")
        del self._buffer[:end]
        return True


def parsed_header(data: bytes) -> tuple[Header, list[int]]:
    try:
        header = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise BrokenFrame("a header that is no JSON") from error
    lengths = header.get("blobs") if isinstance(header, dict) else None
    if not isinstance(lengths, list) or not all(type(n) is int and n >= 0 for n in lengths):
        raise BrokenFrame("a header without blobs")
    return header, lengths


def text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("no text")
    value.encode()  # JSON can spell half a character
    return value


def truth(value: object) -> bool:
    if not isinstance(value, bool):
        raise TypeError("neither true nor false")
    return value
