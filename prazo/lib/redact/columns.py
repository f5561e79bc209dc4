"""Tables whose first row says which column holds passwords: with bars, tabs, commas, semicolons.

The rows are read until one has another number of cells, or is the head of another table.
"""

import re
from collections.abc import Iterator

from prazo.lib.redact.found import Hit
from prazo.lib.redact.guess import looks_random

HEAD = re.compile(
    r"pass(?:words?|wort|wörter|wd|code)?|pwd?|senhas?|contrase[ñn]as?|clave|kennwort|парол[ьи]"
)
HEAD_CELL = re.compile(rf"(?:{HEAD.pattern})[ \"'*]{{0,20}}+(?:[\t|;,\r\n]|$)")
COUNTS = ("pass |", "pass|", "pass,", "pass;", "pass\t")
SEPARATORS = "\t|;,"
MOST_ROWS = 300
RULE = frozenset("-+=:| \t─┼│")


def column_hits(text: str, lowered: str, at: int) -> Iterator[Hit]:
    """What stands under the word for a password at `at`, if that is the head of a column."""
    if not HEAD_CELL.match(lowered, at):
        return
    start, end = _line(text, at)
    if end - start > 300:
        return
    separator = next((one for one in SEPARATORS if one in text[start:end]), "")
    if not separator:
        return
    head = _cells(text, start, end, separator)
    columns = [place for place, (first, _) in enumerate(head) if first == at]
    words = all(b - a < 25 and not any(map(str.isdigit, text[a:b])) for a, b in head)
    if not columns or len(head) < 2 or not words:
        return
    for _ in range(MOST_ROWS):
        if end >= len(text):
            return
        start, end = _line(text, end + 1)
        if RULE.issuperset(text[start:end].strip()):
            continue
        row = _cells(text, start, end, separator) if end - start <= 1000 else []
        if len(row) != len(head):
            return
        first, last = row[columns[0]]
        value = text[first:last]
        if HEAD.fullmatch(value.lower()):
            return  # the head of the next table, which is read for itself
        if value.isdigit() and lowered.startswith(COUNTS, at):
            continue  # how many pass
        if " " not in value and looks_random(value, least=4):
            yield Hit("password", first, last, 0, 0)


def _line(text: str, at: int) -> tuple[int, int]:
    end = text.find("\n", at)
    return text.rfind("\n", 0, at) + 1, len(text) if end < 0 else end


def _cells(text: str, start: int, end: int, separator: str) -> list[tuple[int, int]]:
    """Where each cell of a row stands, without the space and the signs around it."""
    cells = []
    while start <= end:
        stop = text.find(separator, start, end)
        stop = end if stop < 0 else stop
        inner = text[start:stop]
        lead = len(inner) - len(inner.lstrip(" \t\r>*\"'"))
        last = max(start + lead, stop - (len(inner) - len(inner.rstrip(" \t\r*\"'"))))
        cells.append((start + lead, last))
        start = stop + 1
    return cells
