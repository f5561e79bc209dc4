"""Transfer encodings undone, whatever state they arrive in (RFC 2045; x-uuencode)."""

import binascii
import re
from typing import Final

from prazo.channels.email.reading.doubts import Doubts
from prazo.channels.email.reading.uuencode import uudecoded

BASE64_SIGNS: Final = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
NOT_BASE64: Final = bytes(sign for sign in range(256) if sign not in BASE64_SIGNS + b"=")
CLEAN: Final = BASE64_SIGNS + b"=\r\n"
FOOTER: Final = 8_192  # bytes at the end in which words may stand below base64
LONG_LINE: Final = 24  # characters; no word of a footer is as long
LINE: Final = re.compile(rb"[^\r\n]++")
WORD: Final = re.compile(rb"[A-Z]?[a-z]+[.,:;!?]?|[AEIO]")
RULE: Final = re.compile(rb"[-_*~#]{2,}|={3,}")
GROUPS: Final = re.compile(rb"[A-Za-z0-9+/]++={0,2}")
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
        return from_base64_and_footer(data, doubts)
    if word.startswith("quotedprintable") or word in ("qp", "q"):
        return from_quoted_printable(data)
    if word in ("xuuencode", "uuencode", "xuue", "uue"):
        return uudecoded(data, doubts)
    doubts.add("unknown_encoding")
    return data


def from_base64_and_footer(data: bytes, doubts: Doubts) -> bytes:
    """Base64, and below it as it stands what a list or a gateway appended in plain text."""
    if never_encoded(data):
        doubts.add("base64_broken")
        return data
    end = footer_at(data)
    if end is None:
        return from_base64(data, doubts)
    doubts.add("base64_broken")
    return from_base64(data[:end], doubts).rstrip(b"\r\n") + b"\n" + data[end:]


def never_encoded(data: bytes) -> bool:
    """Whether the body stands there in plain words or HTML, whatever its header says: its first
    line tells, and that none near it is a line of base64."""
    lines = (line[0].strip() for line in LINE.finditer(data[:FOOTER]))
    texts = [line for line in lines if line]
    if not texts or not in_words(texts[0]):
        return False
    return not any(len(line) >= LONG_LINE and GROUPS.fullmatch(line) for line in texts)


def in_words(line: bytes) -> bool:
    if line.startswith(b"<") or not line.isascii():
        return True
    words = line.split()
    return len(words) > 1 and 2 * sum(bool(WORD.fullmatch(word)) for word in words) > len(words)


def footer_at(data: bytes) -> int | None:
    """Where words begin below base64: with a rule, below its padding, or below clean lines. What
    another long line of base64 follows is noise."""
    if not data.translate(None, CLEAN):
        return None
    found: int | None = None
    above, all_clean = b"", True
    for line in LINE.finditer(data, max(len(data) - FOOTER, 0)):
        text = line[0].strip()
        clean = GROUPS.fullmatch(text) is not None
        if clean and len(text) >= LONG_LINE:
            found = None
        elif found is None and not clean:
            ended = above.endswith(b"=") or (above and all_clean)
            if RULE.fullmatch(text) or (ended and b" " in text):
                found = line.start()
        above, all_clean = text, all_clean and clean
    return found


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
