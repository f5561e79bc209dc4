"""A mail inside its own signature (S/MIME signed-data, RFC 8551 3.5.2): signed, but no secret.

Only the way to the content is read, in BER as programs that stream write it. The signature is not
checked, and nothing is concluded from it.
"""

import re
from typing import Final

from prazo.channels.email.reading.doubts import Doubts
from prazo.channels.email.reading.parts import Part
from prazo.channels.email.reading.transfer import untransferred

OPAQUE: Final = ("application/pkcs7-mime", "application/x-pkcs7-mime")
UNNAMED: Final = "application/octet-stream"
SIGNED_DATA: Final = bytes.fromhex("06092a864886f70d010702")
DATA: Final = bytes.fromhex("06092a864886f70d010701")
SEQUENCE: Final = 0x30
TAGGED: Final = 0xA0  # [0], constructed
OCTETS: Final = 0x04
IN_PIECES: Final = 0x24  # octets, constructed
END: Final = 0x00  # of what has no length
CONTENT_FIELD: Final = re.compile(rb"^content-[^\r\n]*+\r?\n(?:[ \t][^\r\n]*+\r?\n)*+", re.I | re.M)
HEAD_ENDS: Final = re.compile(rb"^\r?\n", re.M)


def opened(raw: bytes, root: Part, doubts: Doubts) -> bytes | None:
    """The mail as it was before it was signed, or None where it is none of these.

    Of the fields inside only those of the content count: any other (From, a server's verdict)
    would be believed as if it came from outside.
    """
    if not is_opaque(root):
        return None
    inside = signed_content(untransferred(raw[root.start : root.end], root.encoding(), doubts))
    if inside is None:
        return None
    head = CONTENT_FIELD.sub(b"", raw[: root.start]).rstrip(b"\r\n") + b"\r\n"
    ends = HEAD_ENDS.search(inside)
    fields = CONTENT_FIELD.findall(inside[: ends.start()]) if ends else []
    return head + b"".join(fields) + b"\r\n" + (inside[ends.end() :] if ends else inside)


def is_opaque(root: Part) -> bool:
    """By its type or, where a gateway knew none, by the name of its file (RFC 8551 3.9)."""
    named = root.type == UNNAMED and root.name.lower().endswith(".p7m")
    return named or root.type in OPAQUE


def signed_content(data: bytes) -> bytes | None:
    """What a CMS SignedData holds (RFC 5652 5.), None where it is something else or broken."""
    try:
        place = _inside(data, 0, SEQUENCE)
        if not data.startswith(SIGNED_DATA, place):
            return None
        place = _inside(data, place + len(SIGNED_DATA), TAGGED)
        place = _inside(data, place, SEQUENCE)
        place = _behind(data, _behind(data, place))  # its version, its digests
        place = _inside(data, place, SEQUENCE)
        if not data.startswith(DATA, place):
            return None
        return _octets(data, _inside(data, place + len(DATA), TAGGED))
    except (IndexError, ValueError):
        return None


def _head(data: bytes, place: int) -> tuple[int, int, int | None]:
    """(tag, where its content begins, how long that is; None where only its end is marked)."""
    tag, length, start = data[place], data[place + 1], place + 2
    if length < 0x80:
        return tag, start, length
    if length == 0x80:
        return tag, start, None
    size = length & 0x7F
    return tag, start + size, int.from_bytes(data[start : start + size])


def _inside(data: bytes, place: int, expected: int) -> int:
    tag, start, _ = _head(data, place)
    if tag != expected:
        raise ValueError(tag)
    return start


def _behind(data: bytes, place: int) -> int:
    """The place behind an element, whatever it holds."""
    open_ended = 0
    while True:
        tag, start, length = _head(data, place)
        if length is None:
            open_ended, place = open_ended + 1, start
            continue
        place = start + length
        open_ended -= tag == END
        if open_ended <= 0:
            return place


def _octets(data: bytes, place: int) -> bytes:
    """A string of octets, in one piece or in several."""
    tag, start, length = _head(data, place)
    if tag == OCTETS and length is not None:
        return data[start : start + length]
    if tag != IN_PIECES:
        raise ValueError(tag)
    pieces: list[bytes] = []
    end = len(data) if length is None else start + length
    while start < end:
        tag, content, size = _head(data, start)
        if tag != OCTETS or size is None:
            break
        pieces.append(data[content : content + size])
        start = content + size
    return b"".join(pieces)
