"""A text that was read, and what is made of it: HTML for our page and for a mail; plain text."""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.token import Token

from prazo.lib.markdown import inline
from prazo.lib.markdown.html import MAIL, PAGE, written
from prazo.lib.markdown.lines import KEPT, prepared
from prazo.lib.markdown.plain import plain
from prazo.lib.markup import clean
from prazo.lib.markup.letters import clean_letter

SIGNS = re.compile(r"[*`\[]|^(?: ?- | ?1\. |> |>$)", re.MULTILINE)
LONGEST = 50_000
"""Characters that are read; what is longer is a log, and stays as it is."""
NESTED = 50
"""Levels that are read: 8 quotes and 13 lists of two each are the most that `lines` lets through,
and what stood deeper than the parser goes would be lost."""
NO_SIGNS = {"paragraph_open", "paragraph_close", "inline", "text", "softbreak"}


@dataclass(frozen=True, slots=True)
class Document:
    tokens: tuple[Token, ...]

    @property
    def plain(self) -> str:
        """As it is read where there is no HTML."""
        return plain(self.tokens)

    @property
    def bare(self) -> str:
        """The same without any sign: what the eye reads."""
        return plain(self.tokens, sign="")

    def page(self, pictures: Mapping[str, str]) -> str:
        """For our own pages, cleaned; `pictures` are addresses of ours by the names of files."""
        named = {f"p{n}": address for n, address in enumerate(pictures.values())}
        sources = dict(zip(pictures, (f"cid:{name}" for name in named), strict=True))
        return clean(written(self.tokens, PAGE, sources), named)

    def letter(self, pictures: Mapping[str, str]) -> str:
        """For a mail, with its styles beside each element, since mail programs know no others;
        `pictures` are content ids by the names of files."""
        sources = {name: f"cid:{one}" for name, one in pictures.items()}
        return clean_letter(written(self.tokens, MAIL, sources))

    @property
    def pictures(self) -> list[str]:
        """The names of the files that are shown in it."""
        return [
            str(one.attrs["src"])
            for token in self.tokens
            for one in token.children or ()
            if one.type == "image"
        ]

    def outline(self, put: Callable[[str], str] = str) -> list[tuple[object, ...]]:
        """What was read, in order: texts of one outline look the same, and lead to the same places.
        `put` is done to its words and addresses."""
        return [
            (one.type, one.hidden, put(one.info), put(one.content), *_attributes(one, put))
            for token in self.tokens
            for one in (token, *(token.children or ()))
        ]


def read(text: str, pictures: Collection[str] = ()) -> Document | None:
    """None where nothing in it is a sign: it is words, and is shown as it was written.

    `pictures` are the names of files that may be shown in it.
    """
    if len(text) > LONGEST or KEPT in text or not SIGNS.search(text):
        return None
    found = parsed(text, pictures)
    return None if all(map(_is_words, found.tokens)) else found


def is_read_alike(text: str, put: Callable[[str], str]) -> bool:
    """Whether it is read as before once `put` was done to it, whatever pictures there are."""
    whole = put(text)
    pictures = {one["name"] for one in inline.PICTURE.finditer(f"{text}\n{whole}")}
    return parsed(whole, pictures).outline() == parsed(text, pictures).outline(put)


def parsed(text: str, pictures: Collection[str] = ()) -> Document:
    tokens = PARSER.parse("\n".join(prepared(_lines(text))), {"pictures": frozenset(pictures)})
    return Document(tuple(tokens))


def words(text: str) -> Document:
    """Of a text that has no signs, whatever stands in it."""
    return Document(tuple(WORDS_ALONE.parse("\n".join(KEPT + one for one in _lines(text)))))


def _attributes(token: Token, put: Callable[[str], str]) -> list[tuple[str, str]]:
    return [(name, put(str(value))) for name, value in sorted(token.attrs.items())]


def _lines(text: str) -> list[str]:
    return text.replace("\r\n", "\n").replace("\r", "\n").expandtabs(4).split("\n")


def _is_words(token: Token) -> bool:
    return token.type in NO_SIGNS and all(one.type in NO_SIGNS for one in token.children or ())


def _parser(blocks: Sequence[str], signs: Sequence[str]) -> MarkdownIt:
    made = MarkdownIt("zero", {"maxNesting": NESTED}).enable([*blocks, "newline"])
    made.inline.ruler.at("newline", inline.newline)
    for name in signs:
        made.inline.ruler.push(name, getattr(inline, name))
    return made


PARSER = _parser(["fence", "blockquote", "list"], ["asterisks", "code", "link", "picture"])
WORDS_ALONE = _parser([], [])
