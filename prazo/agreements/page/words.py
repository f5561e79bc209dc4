"""Texts made ready for a page in one language."""

from html import escape

from prazo.agreements.phrases import catalogue, nearest
from prazo.agreements.text import Text


class Marked(str):
    """Markup that is safe to put into a page, as Django templates know it."""

    __slots__ = ()

    def __html__(self) -> str:
        return str(self)


def tell(text: Text | None, language: str) -> str:
    """A text in the page's language; one that only another has is marked as in that.

    Plain strings are escaped by the template, as every name of the file is (X11).
    """
    if text is None:
        return ""
    spoken = text.spoken(language)
    if spoken.split("-")[0] == language.split("-")[0]:
        return text.of(language)
    return Marked(f'<span lang="{escape(spoken)}">{escape(text.of(language))}</span>')


def labels(language: str) -> dict[str, str]:
    """The page's own words, by their short key."""
    words = {**catalogue("en"), **catalogue(nearest(language))}
    return {key.removeprefix("page."): v for key, v in words.items() if key.startswith("page.")}
