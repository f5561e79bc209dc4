"""The pictures of a mail: those that came with it are shown, those from elsewhere are not.

A picture from elsewhere tells its sender that the mail was read, when and where (X13).
"""

from collections.abc import Mapping
from html import escape, unescape
from typing import ClassVar
from urllib.parse import unquote

from prazo.lib.tags import attributes, tokens

WITHHELD = "withheld:"  # an address of no scheme there is; never leaves this room


class Pictures:
    """Which addresses a picture may have."""

    MARKER: ClassVar[str] = "withheld"  # the class of the element that stands for a picture

    def __init__(self, images: Mapping[str, str], remote: bool) -> None:
        self._images = images
        self._own = set(images.values())
        self._remote = remote

    def source(self, address: str) -> str | None:
        """Where a picture is loaded from; None for nowhere."""
        address = address.strip()
        if address in self._own:
            return address
        scheme = address[:6].lower()
        if scheme.startswith("cid:"):
            return self._images.get(unquote(address[4:]).strip("<> "))
        if scheme.startswith("//"):
            address = f"https:{address}"
        elif not scheme.startswith(("http:", "https:")):
            return None
        return address if self._remote else WITHHELD

    def relative(self, address: str) -> str | None:
        """What becomes of an address without a scheme: ours stays, all else goes."""
        return address if address in self._own or address == WITHHELD else None


def withheld(cleaned: str) -> int:
    """How many pictures of a cleaned mail are not shown; to offer showing them."""
    return cleaned.count(f'<span class="{Pictures.MARKER}"')


def put_markers(cleaned: str) -> str:
    """Put an element in the place of each picture that is withheld, with its words in it, and
    nothing for one that has no address. The text of the cleaner is read, not the sender's: its
    tags are whole, and every quote and angle bracket in a value is escaped."""
    if "<img" not in cleaned and "<pre" not in cleaned:
        return cleaned
    pieces: list[str] = []
    done = 0
    for token in tokens(cleaned):
        replacement = None
        if token.kind == "open" and token.name == "img":
            values = {one.name: one.value for one in attributes(cleaned, token)}
            words = escape(unescape(values.get("alt", "")), quote=False)
            if values.get("src") == WITHHELD:
                replacement = f'<span class="{Pictures.MARKER}">{words}</span>'
            elif not values.get("src"):
                replacement = words
        elif token.kind == "open" and token.name == "pre" and cleaned.startswith("\n", token.end):
            # A parser drops the first line break of a <pre>, the serialiser puts none before it.
            replacement = cleaned[token.start : token.end] + "\n"
        if replacement is not None:
            pieces += [cleaned[done : token.start], replacement]
            done = token.end
    return "".join([*pieces, cleaned[done:]]) if pieces else cleaned
