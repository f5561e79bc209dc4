"""The cells of a workbook (SpreadsheetML), row by row."""

from collections.abc import Mapping, Sequence
from typing import Final

MOST_SHARED: Final = 4_000_000
"""Characters of the texts that cells share; those that come after are left out."""
SHARED_TEXT, NOT_SAID = "s", ("b", "e")
"""Types of cells: the number of a shared text; true or false, and errors."""


class Shared:
    """The texts that cells share. What is spoken (`rPh`) is no part of them."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self._said: list[str] = []
        self._left = MOST_SHARED
        self._heard = self._spoken = False

    def begin(self, name: str, attributes: Mapping[str, str]) -> None:
        self._heard = name == "t"
        self._spoken = self._spoken or name == "rPh"

    def hear(self, text: str) -> None:
        if self._heard and not self._spoken and self._left > 0:
            self._said.append(text)
            self._left -= len(text)

    def end(self, name: str) -> None:
        self._heard = False
        if name == "rPh":
            self._spoken = False
        elif name == "si":
            self.texts.append("".join(self._said))
            self._said.clear()
            self._left -= 1

    def enough(self) -> bool:
        return self._left <= 0


class Cells:
    """What stands in the cells of a sheet: texts, and numbers as they are kept."""

    def __init__(self, shared: Sequence[str], most: int) -> None:
        self._shared = shared
        self._left = most
        self._rows: list[str] = []
        self._row: list[str] = []
        self._cell: list[str] = []
        self._kind = ""
        self._heard = False

    def text(self) -> str:
        return "\n".join([*self._rows, "\t".join(self._row)])

    def begin(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "c":
            self._kind = attributes.get("t", "")
            self._cell.clear()
        self._heard = name in ("v", "t")

    def hear(self, text: str) -> None:
        if self._heard and self._left > 0:
            self._cell.append(text)

    def end(self, name: str) -> None:
        self._heard = False
        if name == "c" and (value := self._value()):
            self._row.append(value)
            self._left -= len(value) + 1
        elif name == "row" and self._row:
            self._rows.append("\t".join(self._row))
            self._row.clear()

    def enough(self) -> bool:
        return self._left <= 0

    def _value(self) -> str:
        said = "".join(self._cell)
        if self._kind in NOT_SAID:
            return ""
        if self._kind != SHARED_TEXT:
            return said
        place = int(said) if said.isdecimal() and len(said) < 10 else len(self._shared)
        return self._shared[place] if place < len(self._shared) else ""
