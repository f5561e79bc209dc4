"""The text of what office programs write: zip files of XML (ECMA-376; OASIS OpenDocument).

A part is unpacked and parsed as it comes, and no further than text is wanted; nothing is kept of it
but its text.
"""

import re
import zipfile
from collections.abc import Iterable, Iterator
from io import BytesIO
from itertools import islice
from typing import Final

from prazo.lib.documents.document import Locked, timer
from prazo.lib.documents.sheets import Cells, Shared
from prazo.lib.documents.xml import Words, listen

UNPACKED: Final = 64 * 1024 * 1024
"""Bytes of all parts of a document together; what comes after is left out."""
PIECE: Final = 256 * 1024
PARTS: Final = 500
HOW: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""No other is allowed in these formats, and others unpack a piece to any size."""
ENCRYPTED: Final = 0x1
SHARED: Final = "xl/sharedstrings.xml"
SHEET: Final = re.compile(r"xl/worksheets/sheet\d*\.xml")
WORDY: Final = (
    re.compile(r"word/document\d*\.xml"),
    re.compile(r"word/(?:footnotes|endnotes|comments|header|footer)\d*\.xml"),
    re.compile(r"ppt/slides/slide\d+\.xml"),
    re.compile(r"ppt/notesslides/notesslide\d+\.xml"),
)
OPEN: Final = "content.xml"
MANIFEST: Final = "meta-inf/manifest.xml"
BY_PASSWORD: Final = b"encryption-data"
Part = zipfile.ZipInfo


def office_text(content: bytes, most: int) -> str | None:
    """About so many characters; None for a zip file that is no document. Raises `Locked`."""
    with zipfile.ZipFile(BytesIO(content)) as archive:
        parts = {part.filename.replace("\\", "/").lower(): part for part in archive.infolist()}
        unpacking = _Unpacking(archive)
        if MANIFEST in parts and OPEN in parts:
            if any(BY_PASSWORD in piece for piece in unpacking.pieces(parts[MANIFEST])):
                raise Locked
            return _said([(parts[OPEN], Words({"p", "h"}, most))], unpacking, most)
        return _said(_of_microsoft(parts, unpacking, most), unpacking, most)


def _of_microsoft(
    parts: dict[str, Part], unpacking: "_Unpacking", most: int
) -> Iterator[tuple[Part, Words | Cells]]:
    for wordy in WORDY:
        for part in _named(parts, wordy):
            yield part, Words({"t"}, most)
    shared = Shared()
    if SHARED in parts:
        listen(unpacking.pieces(parts[SHARED]), shared)
    for part in _named(parts, SHEET):
        yield part, Cells(shared.texts, most)


def _said(
    heard: Iterable[tuple[Part, Words | Cells]], unpacking: "_Unpacking", most: int
) -> str | None:
    said: list[str] = []
    document = False
    for part, listener in islice(heard, PARTS):
        document = True
        listen(unpacking.pieces(part), listener)
        said.append(listener.text())
        if sum(map(len, said)) > most:
            break
    return "\n".join(said) if document else None


def _named(parts: dict[str, Part], wanted: re.Pattern[str]) -> list[Part]:
    """The second before the tenth."""
    names = [name for name in parts if wanted.fullmatch(name)]
    return [parts[name] for name in sorted(names, key=lambda name: (len(name), name))]


class _Unpacking:
    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._left = UNPACKED
        self._time_is_up = timer()

    def pieces(self, part: Part) -> Iterator[bytes]:
        if part.flag_bits & ENCRYPTED:
            raise Locked
        if part.compress_type not in HOW:
            raise zipfile.BadZipFile("packed as no document is")
        with self._archive.open(part) as file:
            while piece := file.read(min(PIECE, self._left)):
                self._left -= len(piece)
                yield piece
                if self._time_is_up():
                    return
