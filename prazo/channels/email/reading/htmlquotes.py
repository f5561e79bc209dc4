"""Quotes and signatures that the HTML of a mail marks, as plain text has them: `> ` and `--`.

Signs that no text holds (noncharacters) are put where a marked element begins and ends, before the
page is laid out; afterwards they become the signs that people write. Who sends such a noncharacter
himself quotes himself, as with a `>`.
"""

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from prazo.lib.quotes import fold, introduced
from prazo.lib.quotes.marks import Mark, mark_of

if TYPE_CHECKING:
    from lxml.html import HtmlElement

BEGIN: Final[dict[Mark, str]] = {
    "quote": "\ufdd0", "perhaps": "\ufdd1", "signature": "\ufdd2", "rest": "\ufdd3"
}  # fmt: skip
END: Final = "\ufdd4"
SIGNS: Final = re.compile("([\ufdd0-\ufdd4])")
MAY_MARK: Final = "//blockquote|//*[@class or @id or @name]|//*[@*[starts-with(name(),'data-sig')]]"
BLOCKQUOTE: Final = re.compile(r"<(?P<end>/?)blockquote\b(?P<attributes>[^<>]*+)>?", re.IGNORECASE)
CITE: Final = re.compile(r"\scite\s*+=|type\s*+=\s*+[\"']?cite|gmail_quote", re.IGNORECASE)
DELIMITER: Final = "--"
DELIMITERS: Final = (DELIMITER, "—", "__")
DEEPEST: Final = 20  # quote signs before a line
NEAR: Final = 12  # lines that may introduce a quote
SIGNATURES: Final = 5  # the last ones: a thread may hold one for each of its mails


class Row(NamedTuple):
    """A line and how deep it is quoted."""

    depth: int
    text: str


def set_signs(tree: "HtmlElement") -> None:
    """Put a sign where each marked element of a page begins and ends."""
    for element in tree.xpath(MAY_MARK):
        mark = mark_of(element.tag, element.attrib)
        if mark is None:
            continue
        element.text = BEGIN[mark] + (element.text or "")
        if mark == "rest":
            continue  # it ends with the mail
        if len(element):
            element[-1].tail = (element[-1].tail or "") + END
        else:
            element.text += END


def signs_for_tags(html: str) -> str:
    """The same for a page too long or deep to be laid out: its blockquotes alone."""

    def sign(tag: re.Match[str]) -> str:
        begin = BEGIN["quote" if CITE.search(tag["attributes"]) else "perhaps"]
        return f"\n{END if tag['end'] else begin}"

    return BLOCKQUOTE.sub(sign, html)


def without_signs(html: str) -> str:
    """Without any that the sender wrote."""
    return SIGNS.sub("", html)


def as_written(text: str) -> str:
    """The text laid out, with `> ` and `--` where its signs are."""
    pieces = SIGNS.split(text)
    if len(pieces) == 1:
        return text
    rows, signatures = _rows(pieces)
    for start, end in reversed(signatures[-SIGNATURES:]):
        if _is_last(rows, start, end):
            rows.insert(start, Row(0, DELIMITER))
    return _written(rows)


def _rows(pieces: list[str]) -> tuple[list[Row], list[tuple[int, int]]]:
    """All lines, and where each marked signature outside quotes begins and ends among them."""
    rows: list[Row] = []
    signatures: list[tuple[int, int]] = []
    opened: list[tuple[bool, int]] = []  # whether it quotes, and where it began
    depth = 0
    _add(rows, 0, pieces[0])
    for sign, piece in zip(pieces[1::2], pieces[2::2], strict=True):
        if sign == END:
            quotes, began = opened.pop() if opened else (False, -1)
            depth -= quotes
            if began >= 0 and not quotes and not depth:
                signatures.append((began, len(rows)))
        elif sign == BEGIN["rest"]:
            depth = depth or 1  # inside a quote it ends with it
        elif sign == BEGIN["signature"]:
            opened.append((False, len(rows)))
        else:
            sure = sign == BEGIN["quote"] or depth > 0
            quotes = sure or introduced(_written(rows[-NEAR:]), piece)
            opened.append((quotes, -1))
            depth += quotes
        _add(rows, depth, piece)
    return rows, signatures


def _add(rows: list[Row], depth: int, piece: str) -> None:
    """Further lines; those in which the piece begins and ends have other pieces beside it."""
    lines = [line.rstrip() for line in piece.split("\n")]
    if not lines[0]:
        del lines[0]
    if lines and not lines[-1]:
        del lines[-1]
    rows.extend(Row(depth, line) for line in lines)


def _is_last(rows: list[Row], start: int, end: int) -> bool:
    """Whether something is said above a signature and nothing below it: who writes under his own
    signature says what he writes. Not so where it is divided already."""
    first = next((row.text.strip() for row in rows[start:end] if row.text), DELIMITER)
    if first in DELIMITERS or not any(row.text and not row.depth for row in rows[:start]):
        return False
    return not fold(_written(rows[end:])).said


def _written(rows: list[Row]) -> str:
    """Lines as one text: a blank line where there were any, and where a quote ends."""
    lines: list[str] = []
    before, blank = 0, False
    for depth, text in rows:
        if not text:
            blank = True
            continue
        if lines and (blank or depth < before):
            lines.append(">" * min(depth, before, DEEPEST))
        signs = min(depth, DEEPEST)
        lines.append(f"{'>' * signs} {text}" if signs else text)
        before, blank = depth, False
    return "\n".join(lines)
