"""A text somebody wrote, as HTML: escaped, links made to follow, masked secrets marked.

Cached by the text itself: messages do not change, and a ticket is looked at many times.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

import nh3
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from prazo.lib.markdown import read
from prazo.lib.quotes import fold

LONGEST = 20_000
"""Characters of one message on the page (Q16); the whole of it is one link away."""

LINK = re.compile(r"https?://[^\s<>\"'«»“”]{1,1000}")
TRAILING = ".,;:!?)]}…"
FILE, NOTE_FILE = "/f/", "/n/"
PICTURE = re.compile(r'<img src="cid:(\d{1,18})"')
OURS = re.compile(r"/(?:[fn]/\d{1,18}|d/[\w-]{1,40})\?picture", re.ASCII)
TAGS = {
    "a",
    "blockquote",
    "br",
    "code",
    "em",
    "img",
    "li",
    "mark",
    "ol",
    "p",
    "pre",
    "strong",
    "ul",
}
CLEANER = nh3.Cleaner(
    tags=TAGS,
    attributes={"a": {"href", "target"}, "img": {"src", "alt", "loading"}, "li": {"value"}},
    attribute_filter=lambda tag, name, value: _kept(tag, name, value),
    url_schemes={"http", "https", "mailto", "tel"},
    url_relative=lambda address: address if OURS.fullmatch(address) else None,
    link_rel="noopener noreferrer nofollow",
)
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
    formatted: bool = False  # it has elements of its own


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


def formatted(html: str, files: str) -> Body:
    """Of what one of ours wrote with signs, and `prazo.desk.wording` made HTML of; it is cleaned
    again on its way. `files` is where its pictures are had: FILE or NOTE_FILE."""
    return _formatted(html, files)


@lru_cache(maxsize=1024)
def _formatted(html: str, files: str) -> Body:
    with_pictures = PICTURE.sub(rf'<img src="{files}\1?picture" loading="lazy"', html)
    part = Part("said", mark_safe(CLEANER.clean(with_pictures)))  # noqa: S308
    return Body((part,), cut=False, formatted=True)


@lru_cache(maxsize=64)
def typed(text: str, files: tuple[tuple[str, str], ...] = ()) -> Body:
    """Of words as they are typed: as they will be read. `files` are names and tokens of those of
    the draft."""
    if len(text) > LONGEST:
        return body(text)
    addresses = {name: f"/d/{token}?picture" for name, token in files}
    document = read(text, addresses)
    return body(text) if document is None else _formatted(document.page(addresses), FILE)


def _kept(tag: str, name: str, value: str) -> str | None:
    """A picture is one of ours, and none from elsewhere (X13)."""
    return value if name != "src" or OURS.fullmatch(value) else None


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
