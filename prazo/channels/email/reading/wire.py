"""How parent and child talk: one JSON header, then the bytes it announces. No pickle.

A frame is the header's length (4 bytes, little-endian), the header in UTF-8, and the blobs whose
lengths stand in `header["blobs"]`. The parent takes a child's answer as a stranger's word: what
does not fit the types is a `BrokenFrame`, since a mail may have taken the child over.
"""

import json
import struct
from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any, Final, cast, get_args

from prazo.channels.email.reading.mail import (
    Address,
    Attachment,
    Authentication,
    Automatic,
    Bounce,
    ReadMail,
)

LENGTH: Final = struct.Struct("<I")
LARGEST_HEADER: Final = 96 * 1024 * 1024  # text and HTML at their caps, every letter escaped
LARGEST_BLOBS: Final = 256 * 1024 * 1024

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

    __slots__ = ("_buffer", "_header", "_lengths")

    def __init__(self) -> None:
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
        if size > LARGEST_HEADER:
            raise BrokenFrame("a header too long")
        end = LENGTH.size + size
        if len(self._buffer) < end:
            return False
        self._header, self._lengths = parsed_header(bytes(self._buffer[LENGTH.size : end]))
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
    if sum(lengths) > LARGEST_BLOBS:
        raise BrokenFrame("blobs too large")
    return header, lengths


def packed(mail: ReadMail) -> tuple[dict[str, Any], list[bytes]]:
    """The mail as a JSON value, and its files' bytes beside it."""
    said: dict[str, Any] = {name: getattr(mail, name) for name in PLAIN}
    for name in ADDRESS_LISTS:
        said[name] = [[one.name, one.address] for one in getattr(mail, name)]
    said["sender"] = mail.sender and [mail.sender.name, mail.sender.address]
    said["date"] = mail.date and mail.date.isoformat()
    said["bounce"] = mail.bounce and values(mail.bounce)
    said["authentication"] = [values(one) for one in mail.authentication]
    said["attachments"] = [
        [file.name, file.content_type, file.content_id, file.inline] for file in mail.attachments
    ]
    return said, [file.data for file in mail.attachments]


PLAIN: Final = (
    "message_id", "in_reply_to", "references", "subject", "text", "html", "automatic",
    "warnings", "language",
)  # fmt: skip
ADDRESS_LISTS: Final = ("reply_to", "to", "cc")


def values(one: Bounce | Authentication) -> list[Any]:
    return [getattr(one, field.name) for field in fields(one)]


def unpacked(said: Any, blobs: Sequence[bytes]) -> ReadMail:
    """The mail again; BrokenFrame where the child said something else."""
    try:
        return ReadMail(
            message_id=text(said["message_id"]),
            in_reply_to=texts(said["in_reply_to"]),
            references=texts(said["references"]),
            sender=address(said["sender"]) if said["sender"] is not None else None,
            reply_to=tuple(map(address, said["reply_to"])),
            to=tuple(map(address, said["to"])),
            cc=tuple(map(address, said["cc"])),
            subject=text(said["subject"]),
            date=datetime.fromisoformat(said["date"]) if said["date"] is not None else None,
            text=text(said["text"]),
            html=text(said["html"]) if said["html"] is not None else None,
            attachments=tuple(
                attachment(one, blob) for one, blob in zip(said["attachments"], blobs, strict=True)
            ),
            automatic=kind(said["automatic"]),
            bounce=bounce(said["bounce"]) if said["bounce"] is not None else None,
            authentication=tuple(Authentication(*texts(one)) for one in said["authentication"]),
            warnings=texts(said["warnings"]),
            language=text(said["language"]) if said["language"] is not None else None,
        )
    except (KeyError, TypeError, ValueError) as error:
        raise BrokenFrame("an answer of another shape") from error


def text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("no text")
    value.encode()  # JSON can spell half a character
    return value


def texts(several: object) -> tuple[str, ...]:
    if not isinstance(several, list):
        raise TypeError("no list")
    return tuple(map(text, several))


def truth(value: object) -> bool:
    if not isinstance(value, bool):
        raise TypeError("neither true nor false")
    return value


def address(pair: object) -> Address:
    return Address(*texts(pair))


def attachment(said: Sequence[object], data: bytes) -> Attachment:
    name, content_type, content_id, inline = said
    return Attachment(text(name), text(content_type), data, text(content_id), truth(inline))


def bounce(said: Sequence[object]) -> Bounce:
    recipients, permanent, original, diagnostic = said
    return Bounce(texts(recipients), truth(permanent), text(original), text(diagnostic))


def kind(value: object) -> Automatic:
    if value not in get_args(Automatic):
        raise ValueError("no kind of mail")
    return cast(Automatic, value)
