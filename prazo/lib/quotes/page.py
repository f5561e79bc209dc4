"""An HTML mail as lines: what each says, how deep it is quoted, and where in the source it begins.

What mail programs mark (Gmail's quote, Outlook's reply head, a signature's box) is read from
classes and ids, what they do not from the words, as in plain text.
"""

import re
from collections import Counter
from html import unescape
from typing import Literal, NamedTuple

from prazo.lib.quotes.parts import Line, line
from prazo.lib.tags import VOID, Token, attributes, tokens

QUOTE_MARKS = """
    gmail_quote gmail_quote_container gmail_attr yahoo_quoted moz-cite-prefix protonmail_quote
    tutanota_quote zmail_extra olk_src_body_section mail-editor-reference-message-container
    quoted-text bloop_original airmail_on replyforwardmessage reply-intro msg-quote yj6qo
"""
SIGNATURE_MARKS = """
    gmail_signature gmail_signature_prefix moz-signature protonmail_signature_block
    ms-outlook-mobile-signature mobile_signature yahoo_signature bloop_sign signature
    applemailsignature x_signature mobile-signature
"""
# Stand above the quote, not around it: all that follows is old
REST_MARKS = "divrplyfwdmsg appendonsend ms-outlook-mobile-reference-message"
QUOTES = frozenset(QUOTE_MARKS.split())
SIGNATURES = frozenset(SIGNATURE_MARKS.split())
REST = frozenset(REST_MARKS.split())
PREFIX = re.compile(r"(?:x_|ecx)+")  # Outlook on the web and Hotmail rename what they quote

BLOCK_TAGS = """
    address article aside blockquote body center dd div dl dt fieldset figure footer form h1 h2 h3
    h4 h5 h6 header html li main nav ol p pre section table tbody td th thead tr ul
"""
BLOCKS = frozenset(BLOCK_TAGS.split())
MARKED = frozenset({"div", "span", "table", "td", "section", "a", "hr", "pre", "p"})
UNSEEN = frozenset({"style", "script", "title"})
PICTURE = "\ufffc"  # stands for a picture in a line's text, as in rich text editors
RULE = "_" * 32
SPACE = re.compile(r"[\s\u200b-\u200f\ufeff]+")
MOST_OVERLAP = 200  # open tags looked through for the one that closes

Mark = Literal["quote", "signature", "rest"]


class Opened(NamedTuple):
    """A tag that is open, and what it marks, if anything."""

    name: str
    mark: Mark | None


class Page:
    """Lines as they grow, token by token."""

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self.starts: list[int] = []
        self._texts: list[str] = []
        self._start = 0
        self._open: list[Opened] = []  # marked tags, and those of their names inside them
        self._names: Counter[str] = Counter()
        self._marks: Counter[Mark] = Counter()

    def add(self, text: str) -> None:
        """Text of the line that is growing."""
        self._texts.append(text)

    def end_line(self, at: int, forced: bool = False) -> None:
        """The line ends before `at`, if anything is in it, or it is `forced` to."""
        text = "".join(self._texts)
        seen = SPACE.sub(" ", text).strip()
        if seen or forced or "\u00a0" in text:
            depth = self._marks["quote"] + self._marks["rest"]
            self.lines.append(line(seen, depth, signed=self._marks["signature"] > 0))
            self.starts.append(self._start)
            self._start = at
        self._texts = []

    def open(self, tag: Token, html: str) -> None:
        """A tag opens; if it marks a quote or a signature, a part may begin with it."""
        mark = _mark(tag, html)
        if mark:
            self.end_line(tag.start, forced=bool(self.lines) and self._start < tag.start)
        elif tag.name in BLOCKS:
            self.end_line(tag.start)
        if mark == "rest":
            self._marks["rest"] = 1
        elif tag.name not in VOID and (mark or self._names[tag.name]):
            self._open.append(Opened(tag.name, mark))
            self._names[tag.name] += 1
            if mark:
                self._marks[mark] += 1

    def close(self, tag: Token) -> None:
        """A tag closes, and with it what it marked."""
        if tag.name in BLOCKS:
            self.end_line(tag.end)
        if not self._names[tag.name]:
            return
        for place in range(len(self._open) - 1, max(len(self._open) - MOST_OVERLAP, 0) - 1, -1):
            if self._open[place].name == tag.name:
                if any(opened.mark for opened in self._open[place:]):
                    self.end_line(tag.end, forced=True)
                for opened in self._open[place:]:
                    self._names[opened.name] -= 1
                    if opened.mark:
                        self._marks[opened.mark] -= 1
                del self._open[place:]
                return


def html_lines(html: str) -> tuple[list[Line], list[int]]:
    """The lines of an HTML mail and where each begins; the first begins where the HTML does."""
    page = Page()
    holder = ""  # of raw text
    for token in tokens(html):
        if token.kind == "text" or (token.kind == "raw" and holder not in UNSEEN):
            page.add(unescape(html[token.start : token.end]))
        elif token.kind == "close":
            page.close(token)
        elif token.kind == "open":
            holder = token.name
            page.open(token, html)
            if token.name == "br":
                page.end_line(token.end, forced=True)
            elif token.name == "img":
                page.add(PICTURE)
            elif token.name == "hr":
                page.end_line(token.start)
                page.add(RULE)
                page.end_line(token.end)
    page.end_line(len(html), forced=not page.lines)
    return page.lines, page.starts


def _mark(tag: Token, html: str) -> Mark | None:
    """What a tag's class or id says of what it holds."""
    if tag.name == "blockquote":
        return "quote"
    if tag.name not in MARKED:
        return None
    for attribute in attributes(html, tag):
        if attribute.name == "data-signatureblock":
            return "signature"
        if attribute.name in ("class", "id"):
            for written in attribute.value[:400].lower().split():
                word = PREFIX.sub("", written, count=1) if written[0] in "xe" else written
                if word in REST:
                    return "rest"
                if word in QUOTES or word.startswith("aolmail_"):
                    return "quote"
                if word in SIGNATURES:
                    return "signature"
    return None
