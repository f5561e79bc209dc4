"""Transfer encodings undone, whatever state they arrive in (RFC 2045; x-uuencode)."""

import binascii
import re
from typing import Final

from prazo.channels.email.reading.doubts import Doubts
from prazo.channels.email.reading.uuencode import uudecoded

BASE64_SIGNS: Final = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
NOT_BASE64: Final = bytes(sign for sign in range(256) if sign not in BASE64_SIGNS + b"=")
RUN: Final = re.compile(rb"[^=]++")
RUNS: Final = 10_000  # padded runs told apart in one body
SOFT_BREAK: Final = re.compile(rb"=[ \t]+(?=\r?\n)")  # some servers pad a soft break with blanks
LETTERS: Final = re.compile(r"[^a-z0-9]+")


def untransferred(data: bytes, encoding: str, doubts: Doubts) -> bytes:
    """The bytes that were meant; what is not understood stays as it came, with a doubt."""
    word = LETTERS.sub("", encoding.lower())
    if word in ("", "7bit", "8bit", "binary", "7bits", "8bits", "none"):
        return data
    if word.startswith("base64") or word == "b":
        return from_base64(data, doubts)
    if word.startswith("quotedprintable") or word in ("qp", "q"):
        return from_quoted_printable(data)
    if word in ("xuuencode", "uuencode", "xuue", "uue"):
        return uudecoded(data, doubts)
    doubts.add("unknown_encoding")
    return data


def from_base64(data: bytes, doubts: Doubts) -> bytes:
    """Base64 that may hold blanks, foreign signs, several padded runs or a cut end."""
    padding = data.find(b"=")
    if padding < 0 or not data[padding:].strip(b"= \t\r\n"):
        try:
            return binascii.a2b_base64(data)
        except binascii.Error:
            pass  # a cut end: read run by run
    doubts.add("base64_broken")
    decoded = bytearray()
    signs = data.translate(None, NOT_BASE64)
    place = 0
    for count, run in enumerate(RUN.finditer(signs)):
        if count == RUNS:
            decoded += padded_run(signs[place:].translate(None, b"="))
            break
        decoded += padded_run(run[0])
        place = run.end()
    return bytes(decoded)


def padded_run(run: bytes) -> bytes:
    over = len(run) % 4
    if over == 1:  # six bits make no byte
        run, over = run[:-1], 0
    return binascii.a2b_base64(run + b"=" * (-over % 4))


def from_quoted_printable(data: bytes) -> bytes:
    if b"= " in data or b"=\t" in data:
        data = SOFT_BREAK.sub(b"=", data)
    return binascii.a2b_qp(data)
