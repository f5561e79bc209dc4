"""What a reader of HTML would see, as plain text, its quotes behind `> ` (`htmlquotes`)."""

import re
from copy import copy
from functools import cache
from html import unescape
from typing import TYPE_CHECKING, Final

from prazo.channels.email.reading.doubts import Doubts
from prazo.channels.email.reading.htmlquotes import (
    as_written,
    set_signs,
    signs_for_tags,
    without_signs,
)
from prazo.channels.email.reading.limits import LAID_OUT, STRIPPED

if TYPE_CHECKING:
    from inscriptis.model.config import ParserConfig
    from inscriptis.model.html_document_state import HtmlDocumentState
    from inscriptis.model.html_element import HtmlElement
    from inscriptis.model.tag import CustomHtmlTagHandlerMapping
    from lxml.html import HtmlElement as Node

EMBEDDED: Final = re.compile(r"(=\s*[\"']?data:)[^\"'>]{200,}+")  # pictures written into the page
TAG: Final = re.compile(r"<[!/?]?[A-Za-z][^<>]*+>?|<!--")
BREAKING: Final = re.compile(r"<(?:br|/?p|/?div|/tr|/h[1-6]|/li|/table|hr)\b[^<>]*+>?", re.I)
BLOCKS: Final = ("table", "tr", "caption", "ul", "ol", "dl", "dt", "dd", "form", "center", "hr")
HIDDEN: Final = re.compile(r"display\s*+:\s*+none", re.IGNORECASE)
PREFORMATTED: Final = re.compile(r"white-space\s*+:\s*+pre", re.IGNORECASE)
XML_DECLARATION: Final = re.compile(r"\A\s*+<\?xml[^<>]*+>")
TITLE: Final = re.compile(r"<title\b[^<>]*+>([^<>]{1,2000})", re.IGNORECASE)
PAGE_ENDS: Final = re.compile(r"</(?:body|html)\s*+>", re.I)  # browsers show what follows too
UNSEEN: Final = ("script", "style", "head", "title", "template")
MANY_BLANKS: Final = re.compile(r"\n(?:[ \t\xa0]*+\n){2,}+")
LINE_BLANKS: Final = re.compile(r"[ \t\xa0]++(?=\n|\Z)")


def visible_text(html: str, doubts: Doubts, room: int = LAID_OUT) -> str:
    """Laid out by inscriptis; beyond `room` characters, or too deep, just without its tags."""
    if not html.strip():
        return ""
    html = without_signs(PAGE_ENDS.sub("", EMBEDDED.sub(r"\1", html)))
    text = laid_out(html) if len(html) <= room else None
    if text is None:
        doubts.add("deep_html")
        text = stripped(html[:STRIPPED])
    text = as_written(LINE_BLANKS.sub("", text))
    text = MANY_BLANKS.sub("\n\n", text).strip("\n")
    return text or title_of(html)


def title_of(html: str) -> str:
    """A page that shows nothing still has what its window would be called."""
    found = TITLE.search(html)
    return unescape(found[1]).strip() if found else ""


def laid_out(html: str) -> str | None:
    """inscriptis' text, or None where it gives up: too deep for its recursion, or no HTML."""
    from inscriptis.html_engine import Inscriptis  # lxml is slow to load; most mails need none
    from lxml.etree import LxmlError, ParserError
    from lxml.html import HTMLParser, document_fromstring

    parser = HTMLParser(huge_tree=True)  # without it, what lies deeper than 256 is lost in silence
    try:
        tree = document_fromstring(XML_DECLARATION.sub("", html, count=1), parser=parser)
        set_signs(tree)
        escape_signs(tree)
        return str(Inscriptis(tree, plain_layout()).get_text())
    except ParserError:  # nothing but comments
        return ""
    except (RecursionError, LxmlError, ValueError):
        return None


def escape_signs(tree: "Node") -> None:
    """Put `&amp;` for `&`: inscriptis reads entities a second time, so that who writes about
    `&lt;br&gt;` would be shown to write a line break."""
    for node in tree.iter():
        if node.text and "&" in node.text:
            node.text = node.text.replace("&", "&amp;")
        if node.tail and "&" in node.tail:
            node.tail = node.tail.replace("&", "&amp;")


def plain_layout() -> "ParserConfig":
    """A fresh layout each time: inscriptis writes into the element of `body`."""
    from inscriptis.css_profiles import CSS_PROFILES
    from inscriptis.model.config import ParserConfig

    css = {**plain_css(), "body": copy(CSS_PROFILES["strict"]["body"])}
    layout = ParserConfig(css=css, custom_html_tag_handler_mapping=handlers())
    layout.attribute_handler.attribute_mapping = {"style": only_what_hides}
    return layout


@cache
def plain_css() -> dict[str, "HtmlElement"]:
    """Lines and blanks, but no columns, indents or margins.

    A stranger chooses those, and a hundred kilobytes of HTML could ask for gigabytes of blanks.
    """
    from inscriptis.css_profiles import CSS_PROFILES
    from inscriptis.html_properties import Display
    from inscriptis.model.html_element import HtmlElement

    block = HtmlElement(display=Display.block)
    return {**CSS_PROFILES["strict"], **dict.fromkeys(BLOCKS, block)}


@cache
def handlers() -> "CustomHtmlTagHandlerMapping":
    from inscriptis.model.tag import CustomHtmlTagHandlerMapping

    unhandled = dict.fromkeys(("table", "tr", "td", "th"))
    starts = {**unhandled, "td": cell_starts, "th": cell_starts}
    return CustomHtmlTagHandlerMapping(starts, unhandled)


def cell_starts(state: "HtmlDocumentState", _: object) -> None:
    state.tags[-1].write(" ")


def only_what_hides(style: str, element: "HtmlElement") -> None:
    """Of a style attribute only `display: none` and preformatted text count."""
    from inscriptis.html_properties import Display, WhiteSpace

    if HIDDEN.search(style):
        element.display = Display.none
    elif PREFORMATTED.search(style):
        element.whitespace = WhiteSpace.pre


def stripped(html: str) -> str:
    """Tags out, line ends where blocks were; linear in the length."""
    for name in UNSEEN:
        html = without_element(html, name)
    html = signs_for_tags(without_comments(html))
    return unescape(TAG.sub("", BREAKING.sub("\n", html)))


def without_comments(html: str) -> str:
    kept, place = [], 0
    while (start := html.find("<!--", place)) >= 0:
        kept.append(html[place:start])
        end = html.find("-->", start + 4)
        place = len(html) if end < 0 else end + 3
    return "".join([*kept, html[place:]])


def without_element(html: str, name: str) -> str:
    """Without `<name ...>...</name>`; an element left open hides the rest, as in a browser."""
    opening = re.compile(rf"<{name}\b", re.IGNORECASE)
    closing = re.compile(rf"</{name}\b[^<>]*+>?", re.IGNORECASE)
    kept, place = [], 0
    while found := opening.search(html, place):
        kept.append(html[place : found.start()])
        end = closing.search(html, found.end())
        place = end.end() if end else len(html)
    return "".join([*kept, html[place:]])
