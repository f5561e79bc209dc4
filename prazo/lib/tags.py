"""HTML cut into its tags and its text, by position, in one pass.

For code that must change or cut HTML where it stands, without a tree that would write all of it
anew. Every character belongs to one token, so the tokens joined are the source. One pass, and
linear whatever the input (Q04): what is never closed is looked for once. It reads as the HTML
standard's tokeniser does, but for what the standard throws away (a tag that the end of the text
cuts off): that is text here, so that nothing hides in it.
"""

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

Kind = Literal["text", "open", "close", "comment", "raw"]

MARKUP = re.compile(r"<(?=[A-Za-z/!?])")  # any other "<" is text
LETTER = re.compile(r"/?[A-Za-z]")
TAG = re.compile(
    r"""<(?P<close>/?)(?P<name>[A-Za-z][^\s/>]*+)
        (?:=[\s]*+"[^"]*+" | =[\s]*+'[^']*+' | [^>])*+>""",
    re.VERBOSE,
)
ATTRIBUTE = re.compile(
    r"""(?<![^\s/"'])(?P<name>[^\s/>"'=][^\s/>=]*+)\s*+=\s*+
        (?:"(?P<double>[^"]*+)"|'(?P<single>[^']*+)'|(?P<bare>[^\s>"']++))""",
    re.VERBOSE,
)
RAW = frozenset({"script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes"})
VOID_TAGS = "area base br col embed hr img input link meta param source track wbr frame"
VOID = frozenset(VOID_TAGS.split())


class Token(NamedTuple):
    """`html[start:end]`: a tag (`name` in lower case), a stretch of text, a comment or
    declaration, or the raw text inside a script, a style or the like."""

    kind: Kind
    start: int
    end: int
    name: str = ""


class Attribute(NamedTuple):
    """An attribute's name in lower case, its value as written, and where the value stands."""

    name: str
    value: str
    start: int
    end: int


def tokens(html: str) -> Iterator[Token]:
    """The tokens of HTML, in order, leaving nothing out."""
    at = 0
    while at < len(html):
        markup = MARKUP.search(html, at)
        if markup is None:
            break
        less = markup.start()
        if less > at:
            yield Token("text", at, less)
        token = _markup(html, less)
        if token is None:  # never closed: neither is any after it
            at = less
            break
        yield token
        at = token.end
        if token.kind == "open" and token.name in RAW:
            end = _raw_end(html, at, token.name)
            if end > at:
                yield Token("raw", at, end)
            at = end
    if at < len(html):
        yield Token("text", at, len(html))


def attributes(html: str, tag: Token) -> Iterator[Attribute]:
    """The attributes of an opening tag that have a value, in order."""
    for match in ATTRIBUTE.finditer(html, tag.start + 1 + len(tag.name), tag.end):
        group = match.lastgroup or "bare"
        yield Attribute(match["name"].lower(), match[group], *match.span(group))


def _markup(html: str, at: int) -> Token | None:
    """What begins with the "<" at `at`; nothing if its end is missing."""
    if html.startswith("<!--", at):
        if html.startswith((">", "->"), at + 4):  # <!--> and <!---> are whole comments
            return Token("comment", at, html.index(">", at) + 1)
        end = html.find("-->", at + 4)
        return Token("comment", at, len(html) if end < 0 else end + 3)
    if tag := TAG.match(html, at):
        kind: Kind = "close" if tag["close"] else "open"
        return Token(kind, at, tag.end(), tag["name"].lower())
    if LETTER.match(html, at + 1):
        return None
    end = html.find(">", at)
    return None if end < 0 else Token("comment", at, end + 1)


def _raw_end(html: str, at: int, name: str) -> int:
    end = re.compile(rf"</{name}(?=[\s/>])", re.IGNORECASE).search(html, at)
    return end.start() if end else len(html)
