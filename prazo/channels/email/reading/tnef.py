"""What Outlook and Exchange wrap into one file, `winmail.dat` (MS-OXTNEF): files and the text.

Looked at: tnefparse 1.4.0, no release since 2021. Only what a reader wants is read; formatted text
(RTF) is not, since a plain or an HTML form comes with it. Little-endian throughout.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from prazo.channels.email.reading.charsets import decode, whole
from prazo.channels.email.reading.doubts import Doubts
from prazo.channels.email.reading.limits import PARTS

TYPES: Final = ("application/ms-tnef", "application/vnd.ms-tnef")
SIGNATURE: Final = bytes.fromhex("789f3e22")
NEW_FILE: Final = 0x00069002
FILE_TITLE: Final = 0x00018010
FILE_DATA: Final = 0x0006800F
FILE_PROPERTIES: Final = 0x00069005
TEXT: Final = 0x0002800C
PROPERTIES: Final = 0x00069003
CODE_PAGE: Final = 0x00069007
OF_TEXT: Final = 0x1000
OF_HTML: Final = 0x1013
OF_DATA: Final = 0x3701
OF_SHORT_NAME: Final = 0x3704
OF_NAME: Final = 0x3707
OF_TYPE: Final = 0x370E
OF_CONTENT_ID: Final = 0x3712
SIZES: Final = {
    0x02: 4, 0x03: 4, 0x04: 4, 0x05: 8, 0x06: 8, 0x07: 8, 0x0A: 4, 0x0B: 4, 0x14: 8, 0x40: 8,
    0x48: 16,
}  # fmt: skip
OBJECT: Final = 0x0D
EIGHT_BITS: Final = 0x1E
UNICODE: Final = 0x1F
SEVERAL: Final = 0x1000  # values of one property
NAMED: Final = 0x8000
GUID: Final = 16  # bytes
ATTRIBUTES: Final = 1_000  # read of one file
MOST: Final = 500  # properties of one of them, and values of a property


@dataclass(slots=True)
class File:
    """A file inside; an enclosed message is one of these files again, of `TYPES[0]`."""

    name: str = ""
    type: str = "application/octet-stream"
    content_id: str = ""
    data: bytes = b""


@dataclass(slots=True)
class Wrapped:
    """All that is inside."""

    files: list[File] = field(default_factory=list)
    text: str = ""
    html: str = ""


def unwrapped(data: bytes, doubts: Doubts) -> Wrapped | None:
    """What is inside, as far as it can be read; None where the file is something else, or empty."""
    if not data.startswith(SIGNATURE):
        return None
    found = Wrapped()
    charset = "cp1252"
    for kind, value in _attributes(data):
        file = found.files[-1] if found.files else None
        if kind == CODE_PAGE:
            charset = f"cp{_number(value, 0)}"
        elif kind == TEXT:
            found.text = found.text or _string(value, charset, doubts)
        elif kind == PROPERTIES:
            _read_message(found, value, charset, doubts)
        elif kind == NEW_FILE and len(found.files) < PARTS:
            found.files.append(File())
        elif kind == FILE_TITLE and file:
            file.name = file.name or _string(value, charset, doubts)
        elif kind == FILE_DATA and file:
            file.data = value
        elif kind == FILE_PROPERTIES and file:
            _read_file(file, value, charset, doubts)
    found.files = [file for file in found.files if file.data or file.name]
    return found if found.files or found.text or found.html else None


def _attributes(data: bytes) -> Iterator[tuple[int, bytes]]:
    """(which, value) of each; a level goes before it, a checksum behind it."""
    place = len(SIGNATURE) + 2
    for _ in range(ATTRIBUTES):
        if place + 9 > len(data):
            return
        kind, size = _number(data, place + 1), _number(data, place + 5)
        yield kind, data[place + 9 : place + 9 + size]
        place += 9 + size + 2


def _read_message(found: Wrapped, value: bytes, charset: str, doubts: Doubts) -> None:
    for number, kind, content in _properties(value):
        if number == OF_TEXT:
            found.text = _text(kind, content, charset, doubts) or found.text
        elif number == OF_HTML:
            found.html = _text(kind, content, charset if kind == EIGHT_BITS else "", doubts)


def _read_file(file: File, value: bytes, charset: str, doubts: Doubts) -> None:
    for number, kind, content in _properties(value):
        if number == OF_NAME:
            file.name = _text(kind, content, charset, doubts) or file.name
        elif number == OF_SHORT_NAME:
            file.name = file.name or _text(kind, content, charset, doubts)
        elif number == OF_TYPE:
            file.type = _text(kind, content, charset, doubts).lower() or file.type
        elif number == OF_CONTENT_ID:
            file.content_id = _text(kind, content, charset, doubts).strip("<> ")
        elif number == OF_DATA and kind == OBJECT:
            file.data = content[GUID:]
            file.type = TYPES[0] if file.data.startswith(SIGNATURE) else file.type
        elif number == OF_DATA:
            file.data = content


def _properties(value: bytes) -> Iterator[tuple[int, int, bytes]]:
    """(which, its kind, its first value) of each property, until one is of no known kind."""
    place = 4
    for _ in range(min(_number(value, 0), MOST)):
        if place >= len(value):
            return
        kind, number = _short(value, place), _short(value, place + 2)
        place += 4
        if number >= NAMED:
            place += GUID
            named_by_words = _number(value, place)
            place += 4 + (4 + _padded(_number(value, place + 4)) if named_by_words else 4)
        single = kind & ~SEVERAL
        size = SIZES.get(single)
        count = 1
        if size is None or kind & SEVERAL:
            count, place = _number(value, place), place + 4
        if count > MOST:
            return
        first: bytes | None = None
        for _ in range(count):
            if place >= len(value):
                break
            length = size
            if length is None:
                length, place = _number(value, place), place + 4
            first = value[place : place + length] if first is None else first
            place += _padded(length)
        yield number, single, first or b""


def _text(kind: int, content: bytes, charset: str, doubts: Doubts) -> str:
    if kind == UNICODE:
        return whole(content.decode("utf-16-le", "replace").rstrip("\0"), doubts)
    return _string(content, charset, doubts)


def _string(content: bytes, charset: str, doubts: Doubts) -> str:
    """A text that ends with a NUL of its own."""
    return decode(content.rstrip(b"\0"), charset, doubts)


def _short(data: bytes, place: int) -> int:
    return int.from_bytes(data[place : place + 2], "little")


def _number(data: bytes, place: int) -> int:
    return int.from_bytes(data[place : place + 4], "little")


def _padded(length: int) -> int:
    return (length + 3) // 4 * 4
