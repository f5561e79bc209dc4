"""The header block of a mail or of one part: fields in order, cut to what is worth reading.

Works on the raw bytes and in linear time, so that no later parser meets a header that could cost
it more (Q11-Q13). Broken blocks are read as mail programs show them: a line without its fold
belongs to the field above as long as more fields follow.
"""

import re
from typing import Final

from prazo.channels.email.reading.doubts import Doubts
from prazo.channels.email.reading.limits import BLOCK, FIELD, FIELDS, LIST_FIELD

LISTS: Final = frozenset({"to", "cc", "bcc", "reply-to", "references", "in-reply-to"})
FIELD_LINE: Final = re.compile(
    rb"([!-9;-~]{1,100})[ \t]*:([^\n]*+(?:\n|\Z)(?:[ \t][^\n]*+(?:\n|\Z))*+)"
)
BLANK_LINE: Final = re.compile(rb"\r*+(?:\n|\Z)")
BLANK_LINES: Final = re.compile(rb"(?:\r*+\n)*+")
MAILBOX_LINES: Final = 20
BLOCK_END: Final = re.compile(rb"^\r*+\n", re.MULTILINE)
FOLD: Final = re.compile(rb"\r?\n[ \t]*")
ENVELOPE_LINE: Final = re.compile(rb">?From (?![ \t]*:)[^\n]*+\n")
KNOWN_FIELD: Final = re.compile(
    rb"^(?:return-path|received|delivered-to|from|sender|reply-to|to|cc|bcc|subject|date|message-id"
    rb"|in-reply-to|references|mime-version|content-[a-z-]+|x-[a-z0-9_-]+|auto-submitted|precedence"
    rb"|list-[a-z]+|thread-[a-z]+|importance|status)[ \t]*:",
    re.MULTILINE | re.IGNORECASE,
)


class Headers:
    """Fields by lower-cased name; values are unfolded bytes, each within its cap."""

    __slots__ = ("_fields",)

    def __init__(self, fields: list[tuple[str, bytes]]) -> None:
        self._fields = fields

    def __len__(self) -> int:
        return len(self._fields)

    def first(self, name: str) -> bytes:
        """The topmost field of this name, or b"" where there is none."""
        return next((value for known, value in self._fields if known == name), b"")

    def all(self, name: str) -> list[bytes]:
        return [value for known, value in self._fields if known == name]

    def names(self) -> list[str]:
        return [name for name, _ in self._fields]

    def __contains__(self, name: str) -> bool:
        return any(known == name for known, _ in self._fields)


def split_headers(raw: bytes, start: int, end: int, doubts: Doubts) -> tuple[Headers, int]:
    """The header block that starts at `start`, and where the body begins."""
    fields: list[tuple[str, bytes]] = []
    last_known: int | None = None  # where the block's last real field starts, once asked
    place = start
    kept = 0
    for _ in range(FIELDS):
        if kept > BLOCK:
            break
        if blank := BLANK_LINE.match(raw, place, end):
            return Headers(fields), blank.end()
        if line := FIELD_LINE.match(raw, place, end):
            kept += add_field(fields, line[1], line[2], doubts)
            place = line.end()
            continue
        if last_known is None:
            last_known = last_known_field(raw, place, end)
        if place > last_known and not (fields and fields[-1][1].endswith(b";")):
            return Headers(fields), place  # the body follows without a blank line
        line_end = end_of_line(raw, place, end)
        doubts.add("header_malformed")
        continue_field(fields, raw[place : min(line_end, place + FIELD)])
        place = line_end
    doubts.add("header_cut")
    return Headers(fields), body_start(raw, place, end)


def skip_envelope(raw: bytes) -> int:
    """Where the header starts: past blank lines, mailbox `From ` lines and a stray heading."""
    place = after_blank_lines(raw, 0)
    for _ in range(MAILBOX_LINES):
        if not (line := ENVELOPE_LINE.match(raw, place)):
            break
        place = after_blank_lines(raw, line.end())
    if not FIELD_LINE.match(raw, place):
        heading = BLOCK_END.search(raw, place, place + 1_000)
        if (
            heading
            and KNOWN_FIELD.match(raw, heading.end())
            and not KNOWN_FIELD.search(raw, place, heading.end())
        ):
            return heading.end()
    return place


def after_blank_lines(raw: bytes, place: int) -> int:
    blank = BLANK_LINES.match(raw, place)
    return blank.end() if blank else place


def body_start(raw: bytes, place: int, end: int) -> int:
    """The line after the next blank one; `place` is the start of a line."""
    after = end
    for blank in (b"\n\n", b"\n\r\n"):
        found = raw.find(blank, max(place - 1, 0), after)
        if found >= 0:
            after = found + len(blank)
    return after


def end_of_line(raw: bytes, place: int, end: int) -> int:
    found = raw.find(b"\n", place, end)
    return end if found < 0 else found + 1


def last_known_field(raw: bytes, place: int, end: int) -> int:
    last = -1
    for field in KNOWN_FIELD.finditer(raw, place, body_start(raw, place, end)):
        last = field.start()
    return last


def add_field(fields: list[tuple[str, bytes]], name: bytes, value: bytes, doubts: Doubts) -> int:
    """Keep a field within its cap; how many bytes of it were kept."""
    word = name.decode("ascii").lower()
    cap = LIST_FIELD if word in LISTS else FIELD
    if len(value) > cap:
        doubts.add("header_cut")
        value = shortened(value, cap, keep_end=word in ("references", "in-reply-to"))
    fields.append((word, FOLD.sub(b" ", value).strip(b" \t\r")))
    return len(value)


def shortened(value: bytes, cap: int, keep_end: bool) -> bytes:
    """At most `cap` bytes, cut at a blank where one is near; of ids the newest stand last."""
    if keep_end:
        return value[: cap // 8] + b" " + value[-cap + cap // 8 :]
    cut = max(value.rfind(b" ", cap - 200, cap), value.rfind(b"\n", cap - 200, cap))
    return value[: cut if cut > 0 else cap]


def continue_field(fields: list[tuple[str, bytes]], line: bytes) -> None:
    if fields and len(fields[-1][1]) < FIELD:
        name, value = fields[-1]
        fields[-1] = (name, value + b" " + line.strip())
