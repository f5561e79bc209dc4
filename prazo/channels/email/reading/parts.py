"""The tree of parts of a mail, found in the raw bytes without copying them.

Python's own parser needs quadratic time in several places and loses the bytes of what it splits
(trust.md 2.8: 60 s for 50,000 parts). This one looks for boundary lines with `bytes.find`, counts
as it goes, and keeps enclosed mails and reports whole, as the files they are.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from prazo.channels.email.reading.charsets import codec_named
from prazo.channels.email.reading.doubts import Doubts
from prazo.channels.email.reading.headers import Headers, skip_envelope, split_headers
from prazo.channels.email.reading.limits import NESTING, PARTS
from prazo.channels.email.reading.parameters import leading_word, mime_type, parameters

NEWLINE: Final = 10
LINE_REST: Final = re.compile(rb"[ \t]*+\r*+(?:\n|\Z)")
GUESSED_BOUNDARY: Final = re.compile(rb"^--([^\r\n]{1,200}?)[ \t]*\r?\n[ \t]*[A-Za-z-]+:", re.M)
LOOKALIKES: Final = 20_000  # lines that only begin like a boundary; no honest mail has so many
UNREAD: Final = "application/octet-stream"
UNREAD_NAME: Final = "unread.mime"


@dataclass(slots=True)
class Part:
    """One part: its headers, and where its body lies in the raw mail."""

    headers: Headers
    start: int
    end: int
    type: str
    parameters: dict[str, str]
    depth: int = 0
    disposition: str = ""  # `attachment`, `inline`, or "" where none is said
    name: str = ""  # of its file, as the sender wrote it
    children: list["Part"] = field(default_factory=list)

    @property
    def is_multipart(self) -> bool:
        return self.type.startswith("multipart/")

    def encoding(self) -> str:
        return self.headers.first("content-transfer-encoding").decode("latin-1")


def split_mail(raw: bytes, doubts: Doubts) -> Part:
    """The mail as a tree, at most 1,000 parts and 100 levels; what is beyond stays one file."""
    start = skip_envelope(raw)
    root = new_part(raw, start, len(raw), "text/plain", 0, doubts)
    if not len(root.headers):
        doubts.add("no_headers")
    count = 1
    waiting = [root]
    while waiting:
        part = waiting.pop()
        if not part.is_multipart:
            continue
        if part.depth >= NESTING:
            doubts.add("nesting_cut")
            part.type, part.name = UNREAD, UNREAD_NAME
            continue
        add_children(raw, part, PARTS - count, doubts)
        count += len(part.children)
        waiting.extend(reversed(part.children))
    return root


def new_part(raw: bytes, start: int, end: int, default: str, depth: int, doubts: Doubts) -> Part:
    headers, body = split_headers(raw, start, end, doubts)
    declared = headers.first("content-type")
    words = parameters(declared, doubts) if declared else {}
    kind = mime_type(declared)
    if not kind:
        kind = guessed_type(leading_word(declared), words) or default
    part = Part(headers, body, end, kind, words, depth, name=words.get("name", ""))
    if sent_as := headers.first("content-disposition"):
        word = leading_word(sent_as)
        part.disposition = word if word in ("", "inline") else "attachment"
        part.name = parameters(sent_as, doubts).get("filename") or part.name
    return part


def guessed_type(word: str, words: dict[str, str]) -> str:
    """For a Content-Type that is none: `text`, `multipart; boundary=..`, `pdf`, `charset=utf-8`."""
    if word.startswith("multipart") or "boundary" in words:
        return "multipart/mixed"
    if word in ("", "text", "plain") or "=" in word or codec_named(word):
        return ""
    if word.startswith("<"):  # the page itself, where its header should say what it is
        return "text/html"
    return "text/html" if word == "html" else UNREAD


def add_children(raw: bytes, part: Part, room: int, doubts: Doubts) -> None:
    """Split a multipart; one without a single boundary line stays a leaf, to be read as text."""
    default = "message/rfc822" if part.type == "multipart/digest" else "text/plain"
    boundary = part.parameters.get("boundary", "").encode("utf-8", "replace").rstrip()
    stretches = segments(raw, part.start, part.end, boundary, room, doubts) if boundary else []
    if not stretches:
        doubts.add("boundary_missing")
        found = GUESSED_BOUNDARY.search(raw, part.start, min(part.end, part.start + 65_536))
        if found:
            stretches = segments(raw, part.start, part.end, found[1], room, doubts)
    for start, end, read in stretches:
        if read:
            child = new_part(raw, start, end, default, part.depth + 1, doubts)
        else:
            child = Part(Headers([]), start, end, UNREAD, {}, part.depth + 1, name=UNREAD_NAME)
        part.children.append(child)


def segments(
    raw: bytes, start: int, end: int, boundary: bytes, room: int, doubts: Doubts
) -> list[tuple[int, int, bool]]:
    """(start, end, whether to read it) of each part between the boundary lines.

    What follows a closing line is nobody's, but where another part begins there: some programs call
    a multipart and the one inside it by the same boundary, and the files would be lost.
    """
    found: list[tuple[int, int, bool]] = []
    opened: int | None = None
    for line, after, closing in boundary_lines(raw, start, end, boundary):
        if opened is not None:
            found.append((opened, before_line_end(raw, opened, line), True))
        opened = None if closing else after
        if not closing and len(found) >= room - 1:
            doubts.add("parts_cut")
            return [*found, (after, end, False)]
    if opened is not None:
        doubts.add("boundary_not_closed")
        found.append((opened, end, True))
    return found


def boundary_lines(
    raw: bytes, start: int, end: int, boundary: bytes
) -> Iterator[tuple[int, int, bool]]:
    """(its start, the line after it, whether it is the last) of each delimiter (RFC 2046 5.1.1)."""
    delimiter = b"--" + boundary
    place = start
    lookalikes = 0
    while lookalikes < LOOKALIKES and (line := raw.find(delimiter, place, end)) >= 0:
        rest = line + len(delimiter)
        if line == start or raw[line - 1] == NEWLINE:
            closing = raw.startswith(b"--", rest, end)
            matched = LINE_REST.match(raw, rest + 2 * closing, end)
            if matched:
                yield line, matched.end(), closing
                place = matched.end()
                continue
        lookalikes += 1
        place = raw.find(b"\n", rest, end)
        if place < 0:
            return


def before_line_end(raw: bytes, start: int, line: int) -> int:
    """The line end before a boundary belongs to the boundary."""
    if line > start and raw[line - 1] == NEWLINE:
        line -= 1
        if line > start and raw[line - 1] == 13:
            line -= 1
    return line
