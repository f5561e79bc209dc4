"""A text that was read, as HTML. Every word is escaped here; addresses are made links."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from html import escape

from markdown_it.token import Token

from prazo.lib.markdown.lines import KEPT
from prazo.lib.markup.plain import links

MASKED = re.compile(r"[^\s•]{0,40}•{3,80}[^\s•]{0,40}")
SPACES = re.compile(r"(?m)^ +| {2,}")


@dataclass(frozen=True, slots=True)
class Looks:
    """Where it will be shown. `styled` elements say how they look; `spaced` text keeps its lines
    and spaces by itself, as on our page."""

    spaced: bool
    styled: Mapping[str, str] = field(default_factory=dict)


PAGE = Looks(spaced=True)
MAIL = Looks(
    spaced=False,
    styled={
        "p": "margin:0 0 1em 0",
        "ul": "margin:0 0 1em 0;padding-left:24px",
        "ol": "margin:0 0 1em 0;padding-left:24px",
        "li": "margin:0 0 4px 0",
        "blockquote": (
            "margin:0 0 1em 0;padding:0 0 0 12px;border-left:3px solid #c8ccd2;color:#57606a"
        ),
        "code": "font-family:Consolas,Menlo,monospace;font-size:90%;background-color:#f2f3f5",
        "pre": (
            "margin:0 0 1em 0;padding:10px 12px;background-color:#f2f3f5;"
            "font-family:Consolas,Menlo,monospace;font-size:90%;white-space:pre-wrap"
        ),
        "img": "max-width:100%;height:auto",
    },
)


def written(tokens: Iterable[Token], looks: Looks, pictures: Mapping[str, str]) -> str:
    """`pictures` are their addresses by the names of files."""
    return _Writer(looks, pictures).all(tokens)


class _Writer:
    def __init__(self, looks: Looks, pictures: Mapping[str, str]) -> None:
        self._looks, self._pictures = looks, pictures
        self._next: list[int] = []  # the next item's number in each list that is open
        self._linked = 0

    def all(self, tokens: Iterable[Token]) -> str:
        return "".join(map(self._one, tokens))

    def _one(self, token: Token) -> str:
        match token.type:
            case "inline":
                return self.all(token.children or ())
            case "text":
                return self._text(token.content)
            case "softbreak":
                return "\n" if self._looks.spaced else "<br>\n"
            case "code_inline":
                return f"{self._tag('code')}{self._words(token.content)}</code>"
            case "fence":
                return f"{self._tag('pre')}{escape(token.content.rstrip(), quote=False)}</pre>"
            case "image":
                return self._image(token)
            case "list_item_open":
                return self._item(token)
        if token.hidden:
            return ""
        self._linked += token.nesting if token.tag == "a" else 0
        if token.type.endswith("list_open"):
            self._next.append(1)
        elif token.type.endswith("list_close"):
            self._next.pop()
        if token.nesting < 0:
            return f"</{token.tag}>"
        href = token.attrs.get("href")
        return f'<a href="{escape(str(href))}">' if href else self._tag(token.tag)

    def _item(self, token: Token) -> str:
        """With its own number, where that is not the next one."""
        number = int(token.info) if token.info.isdigit() else None
        given = "" if number in (None, self._next[-1]) else f' value="{number}"'
        self._next[-1] = (number or 0) + 1
        return self._tag("li", given)

    def _image(self, token: Token) -> str:
        source = escape(self._pictures.get(str(token.attrs["src"]), ""))
        words = escape(str(token.attrs["alt"]))
        return self._tag("img", f' src="{source}" alt="{words}"')

    def _tag(self, name: str, more: str = "") -> str:
        style = self._looks.styled.get(name)
        return f'<{name}{more} style="{style}">' if style else f"<{name}{more}>"

    def _text(self, text: str) -> str:
        text = text.replace(KEPT, "")
        if self._linked:
            return self._words(text)
        pieces, done = [], 0
        for start, end, address in links(text):
            pieces.append(self._words(text[done:start]))
            shown = escape(text[start:end], quote=False)
            pieces.append(f'<a href="{escape(address)}">{shown}</a>')
            done = end
        return "".join([*pieces, self._words(text[done:])])

    def _words(self, text: str) -> str:
        if self._looks.spaced:
            return _marked(text) if "•••" in text else escape(text, quote=False)
        spaced = SPACES.sub(lambda spaces: "\u00a0" * (len(spaces[0]) - 1) + " ", text)
        return escape(spaced, quote=False).replace("\u00a0", "&nbsp;")


def _marked(text: str) -> str:
    """Masked secrets are seen to be so."""
    pieces, done = [], 0
    for found in MASKED.finditer(text):
        pieces += [escape(text[done : found.start()], quote=False)]
        pieces += [f"<mark>{escape(found[0], quote=False)}</mark>"]
        done = found.end()
    return "".join([*pieces, escape(text[done:], quote=False)])
