"""Uuencoded files: as a transfer encoding, or standing in the text as mailers of old left them."""

import binascii
import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from prazo.channels.email.reading.doubts import Doubts

BEGIN: Final = re.compile(rb"^begin [0-7]{3,4} ([^\r\n]{1,255})\r?\n", re.MULTILINE)
END: Final = re.compile(rb"^(?:[` ]?\r?\n)?end[ \t]*\r?(?:\n|\Z)", re.MULTILINE)
FULL_LINE: Final = re.compile(rb"M[ -`]{58,62}\r?\n|[ -L][ -`]{0,62}\r?\n")


class UuFile(NamedTuple):
    """A file in a text: where it stands, and what it holds."""

    start: int
    end: int
    name: bytes
    data: bytes


def uudecoded(data: bytes, doubts: Doubts) -> bytes:
    """The one file of a uuencoded body, or the body as it came if there is none."""
    begin = BEGIN.search(data)
    if not begin:
        doubts.add("uuencode_broken")
        return data
    end = END.search(data, begin.end())
    return decoded_lines(data[begin.end() : end.start() if end else len(data)], doubts)


def files_in_text(data: bytes, doubts: Doubts) -> Iterator[UuFile]:
    """Complete uuencoded files, in order; anything that only begins like one is text."""
    place = 0
    while begin := BEGIN.search(data, place):
        end = END.search(data, begin.end())
        if not end:
            return
        if FULL_LINE.match(data, begin.end()):
            body = decoded_lines(data[begin.end() : end.start()], doubts)
            yield UuFile(begin.start(), end.end(), begin[1].strip(), body)
        place = end.end()


def decoded_lines(lines: bytes, doubts: Doubts) -> bytes:
    return b"".join(decoded_line(line, doubts) for line in lines.splitlines() if line.strip())


def decoded_line(line: bytes, doubts: Doubts) -> bytes:
    try:
        return binascii.a2b_uu(line)
    except binascii.Error:
        # Some encoders write past the length they announce: believe the length.
        signs = (((line[0] - 32) & 63) * 4 + 5) // 3
        try:
            return binascii.a2b_uu(line[:signs])
        except binascii.Error:
            doubts.add("uuencode_broken")
            return b""
