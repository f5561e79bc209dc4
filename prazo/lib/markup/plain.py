"""Plain text as HTML: escaped, its lines kept, its addresses made links."""

import re
from collections.abc import Iterator
from html import escape

LINK = re.compile(
    r"(?P<web>(?<![\w@/])(?:https?://|www\.(?=[\w-]{1,63}\.))[^\s<>\"'“”«»`{}|\\^]{1,2000}+)"
    r"|(?P<mail>(?<![\w.+/@-])[a-z0-9][\w.+-]{0,63}@(?:[a-z0-9-]{1,63}\.){1,8}[a-z]{2,24}(?![\w@-]))",
    re.IGNORECASE | re.ASCII,
)
TRAILING = ".,;:!?*_~'"
CLOSERS = {")": "(", "]": "["}
MOST_LINKS = 5_000  # Q16: what comes after stays text
INDENTED = re.compile(r"(?m)^ +| {2,}")
ATTRIBUTES = 'target="_blank" rel="noopener noreferrer nofollow"'


def plain_to_html(text: str) -> str:
    """HTML that shows a text as it was written: line breaks, indentation, links. It is what
    `clean` makes of it, too."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    pieces: list[str] = []
    done = 0
    for start, end, address in links(text):
        pieces += [
            _text(text[done:start]),
            f'<a href="{escape(address)}" {ATTRIBUTES}>{escape(text[start:end], quote=False)}</a>',
        ]
        done = end
    return "".join([*pieces, _text(text[done:])])


def links(text: str) -> Iterator[tuple[int, int, str]]:
    """Where an address stands in a text, and what it leads to: the first MOST_LINKS of them."""
    found = 0
    for match in LINK.finditer(text):
        if found == MOST_LINKS:
            break
        shown = _without_punctuation(match[0]) if match["web"] else match[0]
        address = _address(shown, web=match["web"] is not None)
        if address is not None:
            found += 1
            yield match.start(), match.start() + len(shown), address


def _text(text: str) -> str:
    spaced = INDENTED.sub(lambda spaces: "\u00a0" * (len(spaces[0]) - 1) + " ", text)
    escaped = escape(spaced, quote=False).replace("\u00a0", "&nbsp;")
    return escaped.replace("\n", "<br>\n")


def _without_punctuation(address: str) -> str:
    """An address without what belongs to the sentence around it: a full stop, a bracket that was
    not opened inside it."""
    while address:
        last = address[-1]
        opener = CLOSERS.get(last)
        if last in TRAILING or (opener and address.count(last) > address.count(opener)):
            address = address[:-1]
        else:
            break
    return address


def _address(shown: str, web: bool) -> str | None:
    if not web:
        return f"mailto:{shown}"
    address = shown if "://" in shown else f"https://{shown}"
    return address if re.match(r"https?://[^\s/?#@]", address, re.IGNORECASE) else None
