"""A text as its reader sees it, and where each of its characters stands in the source.

A secret may be cut in two by what nobody sees: soft hyphens, zero-width spaces, tags. It is
looked for in the view, and masked in the source.
"""

import re
from bisect import bisect_right
from functools import lru_cache
from html import unescape

from prazo.lib.tags import Token, tokens

# Soft hyphens, joiners, marks of direction (Windows copies them along), what picks a letter's shape
UNSEEN_SIGNS = (
    "\u00ad\u034f\u061c\u180e\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2061"
    "\u2062\u2063\u2064\u2066\u2067\u2068\u2069\ufe0e\ufe0f\ufeff"
)
UNSEEN = re.compile(f"[{UNSEEN_SIGNS}]+")
ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});?")
# Tags inside a word; any other tag ends it.
INLINE_TAGS = """
    a abbr acronym b bdi bdo big cite code dfn em font i ins kbd mark q s samp small span strike
    strong sub sup time tt u var wbr o:p st1:place nobr
"""
INLINE = frozenset(INLINE_TAGS.split())


class View:
    """Pieces of a source, joined. Each piece is as long in the view as in the source, but for an
    entity (one piece, which stands for all its characters)."""

    def __init__(self) -> None:
        self._texts: list[str] = []
        self._starts: list[int] = []  # in the view
        self._places: list[tuple[int, int]] = []  # in the source
        self._length = 0
        self._text: str | None = None

    @property
    def text(self) -> str:
        """All that is seen."""
        if self._text is None:
            self._text = "".join(self._texts)
        return self._text

    def add(self, text: str, start: int, end: int) -> None:
        """`text` is what is seen of `source[start:end]`."""
        if text:
            self._texts.append(text)
            self._starts.append(self._length)
            self._places.append((start, end))
            self._length += len(text)

    def add_seen(self, text: str, at: int) -> None:
        """A piece of source at `at`, without what in it cannot be seen."""
        done = 0
        for unseen in UNSEEN.finditer(text):
            self.add(text[done : unseen.start()], at + done, at + unseen.start())
            done = unseen.end()
        self.add(text[done:], at + done, at + len(text))

    def places(self, start: int, end: int) -> list[tuple[int, int]]:
        """Where `view.text[start:end]` stands in the source: one stretch for each piece."""
        found = []
        index = bisect_right(self._starts, start) - 1
        while index < len(self._starts) and self._starts[index] < end:
            shown, (begins, finishes) = self._starts[index], self._places[index]
            if finishes - begins == len(self._texts[index]):
                found.append((begins + max(start - shown, 0), min(begins + end - shown, finishes)))
            else:
                found.append((begins, finishes))
            index += 1
        return found


def has_unseen(text: str) -> bool:
    """Whether anything in the text cannot be seen; six times as fast as the expression."""
    return any(sign in text for sign in UNSEEN_SIGNS)


def plain_view(text: str) -> View:
    """A text without what in it cannot be seen."""
    view = View()
    view.add_seen(text, 0)
    return view


def html_view(html: str, cut: list[Token] | None = None) -> View:
    """The text of HTML as it is seen: tags inside a word are nothing, the cells of a row stand in
    one line with a tab between them, all other tags end a line; what is empty between tags is
    nothing, an end of a line in the source is a space, entities are what they stand for. A tag of
    somebody's own (<password>) is its name and a colon. `cut` is the HTML's tokens, if known."""
    view = View()
    kept = SPACED.search(html) is not None  # the ends of lines in the source are seen
    apart = 0
    for token in tokens(html) if cut is None else cut:
        kind, start, end, name = token
        if kind in ("text", "raw"):
            piece = html[start:end]
            if apart and piece.isspace():
                continue
            view.add(APART[apart], start, start)
            apart = 0
            if not kept and kind == "text":
                piece = piece.replace("\n", " ").replace("\r", " ")
            _add_text(view, piece, start)
        elif kind != "comment" and name not in INLINE:
            apart = max(apart, 3 if name in ROWS else 2 if name in CELLS else 1)
            if kind == "open" and name not in BLOCKS and is_secret_name(name):
                view.add(f"\n{name}: ", start, start)
                apart = 0
    return view


APART = ("", "\n", "\t", "\n")
ROWS = frozenset(("tr", "table", "tbody", "thead", "tfoot"))
CELLS = frozenset(("td", "th"))
COMMON = "div p br td th tr table tbody ul ol li h1 h2 h3 h4 hr html body head img"
BLOCKS = frozenset(COMMON.split())
SPACED = re.compile(r"<pre[\s>]|<textarea|white-space:\s{0,5}(?:pre|break)", re.IGNORECASE)
SECRET_NAME = re.compile(
    r"(?:pass(?:word|wd|phrase|code|wort)?|pwd|senha|secret|contrasena|kennwort)$"
)


@lru_cache(1000)
def is_secret_name(name: str) -> bool:
    """Whether a tag or an attribute of this name holds a password."""
    return SECRET_NAME.search(name) is not None


def _add_text(view: View, text: str, at: int) -> None:
    done = 0
    for entity in ENTITY.finditer(text):
        view.add_seen(text[done : entity.start()], at + done)
        seen = unescape(entity[0])
        if not UNSEEN.fullmatch(seen):
            view.add(seen, at + entity.start(), at + entity.end())
        done = entity.end()
    view.add_seen(text[done:], at + done)
