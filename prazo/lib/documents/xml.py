"""XML as a stream: no tree, no entities, nothing fetched.

expat by itself, since that is all there is to it: a document type, without which there are no
entities, is refused where it begins, as defusedxml does it.
"""

from collections.abc import Iterable, Mapping, Set
from typing import Final, Protocol
from xml.parsers import expat

GAPS: Final[Mapping[str, str]] = {
    "p": "\n", "h": "\n", "br": "\n", "cr": "\n", "line-break": "\n", "tab": "\t", "s": " ",
}  # fmt: skip
"""What stands behind these elements, in WordprocessingML, DrawingML and OpenDocument."""


DEEPEST: Final = 1_000
LONGEST: Final = 4 * 1024 * 1024
"""Bytes of one tag, which expat reads anew with each piece of it."""


class Strange(ValueError):
    """No program writes such a document."""


class Listener(Protocol):
    """Names come without their namespace."""

    def begin(self, name: str, attributes: Mapping[str, str]) -> None: ...
    def hear(self, text: str) -> None: ...
    def end(self, name: str) -> None: ...
    def enough(self) -> bool: ...


def listen(pieces: Iterable[bytes], listener: Listener) -> None:
    """Until there is no more, or the listener has heard enough. Raises `Strange`, and expat's
    `ExpatError` for what is no XML."""
    depth = given = 0

    def begin(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > DEEPEST:
            raise Strange("too deep")
        listener.begin(_bare(name), attributes)

    def end(name: str) -> None:
        nonlocal depth
        depth -= 1
        listener.end(_bare(name))

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse
    parser.StartElementHandler = begin
    parser.CharacterDataHandler = listener.hear
    parser.EndElementHandler = end
    for piece in pieces:
        parser.Parse(piece, False)
        given += len(piece)
        if given - parser.CurrentByteIndex > LONGEST:
            raise Strange("a tag too long")
        if listener.enough():
            return


class Words:
    """The text within some elements, in the order in which it stands."""

    def __init__(self, within: Set[str], most: int) -> None:
        self._within = within
        self._left = most
        self._depth = 0
        self._said: list[str] = []

    def text(self) -> str:
        return "".join(self._said)

    def begin(self, name: str, attributes: Mapping[str, str]) -> None:
        if name in self._within:
            self._depth += 1

    def hear(self, text: str) -> None:
        if self._depth and self._left > 0:
            self._said.append(text)
            self._left -= len(text)

    def end(self, name: str) -> None:
        if name in self._within:
            self._depth -= 1
        if name in GAPS and self._left > 0:
            self._said.append(GAPS[name])
            self._left -= 1

    def enough(self) -> bool:
        return self._left <= 0


def _bare(name: str) -> str:
    return name.rpartition(" ")[2]


def _refuse(*_: object) -> None:
    raise Strange("a document type")
