"""How heavy HTML is, before a parser is let near it and before a browser is.

Parsers take time in the square of the depth and of the styles left open (html5ever: 10,000 nested
<div> in 0.4 s, 100,000 in two minutes; 3,000 <font> and 3,000 <p> in 0.7 s), so depth is counted
first, on the tags alone. It is never taken for less than it is: a closing tag counts only where it
closes what was opened last, or nearly.
"""

from prazo.lib.tags import VOID, Token, attributes, tokens

MOST_GIVEN = 4_000_000  # characters
MOST_SHOWN = 1_000_000  # bytes
MOST_LINKS = 5_000
DEEPEST = 10_000
MOST_ATTRIBUTES = 500
LONG_TAG = 4_000  # characters, below which attributes are not worth counting
MOST_RESTYLED = 3_000_000  # styles left open, summed over the tags that a parser repeats them for
NEAR = 8  # tags, within which a closing tag finds its opening one

STYLE_TAGS = "a b big code em font i nobr s small strike strong tt u"
STYLES = frozenset(STYLE_TAGS.split())
# A parser closes these by itself before the next of their kind: they do not pile up.
CLOSED_NAMES = """
    p li dt dd tr td th thead tbody tfoot colgroup caption option optgroup rt rp html head body
"""
SELF_CLOSED = frozenset(CLOSED_NAMES.split())
FOREIGN = frozenset({"svg", "math"})  # inside these they do pile up
BARRIERS = frozenset({"table", "template", "object", "applet", "marquee", "button"})


class TooHeavy(ValueError):
    """HTML that would choke a browser or a parser; `str()` of it says which limit it broke."""


def weigh(html: str) -> None:
    """Raise TooHeavy if a parser should not be given this."""
    if len(html) > MOST_GIVEN:
        raise TooHeavy(f"more than {MOST_GIVEN:,} characters")
    scale = Scale()
    for token in tokens(html):
        if token.kind == "open":
            if token.end - token.start > LONG_TAG:
                _weigh_tag(token, html)
            scale.open(token.name)
        elif token.kind == "close":
            scale.close(token.name)
        elif token.kind == "text":
            scale.text()


def weigh_result(cleaned: str) -> None:
    """Raise TooHeavy if a browser should not be given this."""
    if len(cleaned) > MOST_SHOWN or len(cleaned.encode()) > MOST_SHOWN:
        raise TooHeavy(f"more than {MOST_SHOWN:,} bytes")
    if cleaned.count("<a ") > MOST_LINKS:
        raise TooHeavy(f"more than {MOST_LINKS:,} links")


class Scale:
    """What is open, tag by tag."""

    def __init__(self) -> None:
        self._open: list[str] = []
        self._styles = 0
        self._restyled = 0
        self._links = 0
        self._foreign = False

    def open(self, name: str) -> None:
        """A tag opens."""
        self._links += name == "a"
        self._foreign = self._foreign or name in FOREIGN
        self.text()
        if name not in VOID and (self._foreign or name not in SELF_CLOSED):
            self._open.append(name)
            self._styles += name in STYLES
        if len(self._open) > DEEPEST:
            raise TooHeavy(f"nested deeper than {DEEPEST:,} tags")
        if self._links > MOST_LINKS:
            raise TooHeavy(f"more than {MOST_LINKS:,} links")

    def text(self) -> None:
        """Something for which a parser opens again each style that is open."""
        self._restyled += self._styles
        if self._restyled > MOST_RESTYLED:
            raise TooHeavy("styles left open over and over")

    def close(self, name: str) -> None:
        """A tag closes what was opened last, or nearly last. A style closes alone, any other tag
        with all that is inside it."""
        for place in range(len(self._open) - 1, max(len(self._open) - NEAR, 0) - 1, -1):
            opened = self._open[place]
            if opened == name:
                gone = self._open[place : place + 1] if name in STYLES else self._open[place:]
                self._open[place : place + len(gone)] = []
                self._styles -= name in STYLES
                return
            if opened in BARRIERS:
                return


def _weigh_tag(tag: Token, html: str) -> None:
    for count, _ in enumerate(attributes(html, tag)):
        if count >= MOST_ATTRIBUTES:
            raise TooHeavy(f"a tag with more than {MOST_ATTRIBUTES} attributes")
