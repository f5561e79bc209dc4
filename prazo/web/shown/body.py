"""A text somebody wrote, as HTML: escaped, links made to follow, masked secrets marked.

Cached by the text itself: messages do not change, and a ticket is looked at many times.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from prazo.lib.quotes import fold

LONGEST = 20_000
"""Characters of one message on the page (Q16); the whole of it is one link away."""

LINK = re.compile(r"https?://[^\s<>\"'«»“”]{1,1000}")
TRAILING = ".,;:!?)]}…"
MASKED = re.compile(r"[^\s•]{0,40}•{3,80}[^\s•]{0,40}")


@dataclass(frozen=True, slots=True)
class Part:
    """`kind` is "said" for what was written, else what is folded away: quoted, signed …"""

    kind: str
    html: SafeString


@dataclass(frozen=True, slots=True)
class Body:
    """In the order in which it was written; `cut` where it is too long for a page."""

    parts: tuple[Part, ...]
    cut: bool


@lru_cache(maxsize=4096)
def body(text: str) -> Body:
    parts = [
        Part(str(part.kind), as_html(part.text.strip("\n")))
        for part in fold(text[:LONGEST]).parts
        if part.text.strip()
    ]
    if not any(part.kind == "said" for part in parts):
        parts = [Part("said", part.html) for part in parts]  # nothing to fold it under
    return Body(tuple(parts), len(text) > LONGEST)


def as_html(text: str) -> SafeString:
    """Every piece is escaped before it is put together."""
    pieces: list[str] = []
    done = 0
    for found in LINK.finditer(text):
        address = found[0].rstrip(TRAILING)
        pieces.append(_plain(text[done : found.start()]))
        pieces.append(
            f'<a href="{escape(address)}" target="_blank" rel="noopener noreferrer nofollow">'
            f"{escape(address)}</a>"
        )
        done = found.start() + len(address)
    pieces.append(_plain(text[done:]))
    return mark_safe("".join(pieces))  # noqa: S308


def _plain(text: str) -> str:
    if "•••" not in text:
        return escape(text)
    pieces: list[str] = []
    done = 0
    for found in MASKED.finditer(text):
        pieces.append(escape(text[done : found.start()]))
        pieces.append(f"<mark>{escape(found[0])}</mark>")
        done = found.end()
    pieces.append(escape(text[done:]))
    return "".join(pieces)
