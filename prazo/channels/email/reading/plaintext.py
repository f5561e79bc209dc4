"""Plain text parts as they were meant to be read."""

import re
from typing import Final

from prazo.channels.email.reading.charsets import decode
from prazo.channels.email.reading.doubts import Doubts

LINE_ENDS: Final = re.compile("\r\n?")


def plain_text(data: bytes, words: dict[str, str], doubts: Doubts) -> str:
    """Decoded text with `\\n` line ends; `words` are the parameters of its Content-Type."""
    text = decode(data, words.get("charset", ""), doubts)
    if "\r" in text:
        text = LINE_ENDS.sub("\n", text)
    if words.get("format", "").lower() == "flowed":
        return unflowed(text, words.get("delsp", "").lower() == "yes")
    return text


def unflowed(text: str, drop_blank: bool) -> str:
    """Lines that a mailer broke only to fit, joined again (RFC 3676 4.)."""
    pieces: list[str] = []
    depth_before, flows = -1, False
    for line in text.split("\n"):
        words = line.lstrip(">")
        depth = len(line) - len(words)
        words = words.removeprefix(" ")
        if not (flows and depth == depth_before and words != "-- "):
            pieces.append(("\n" if pieces else "") + ">" * depth + " " * bool(depth))
        depth_before = depth
        flows = words.endswith(" ") and words != "-- "
        pieces.append(words[:-1] if flows and drop_blank else words)
    return "".join(pieces)
