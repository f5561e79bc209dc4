"""Lines of a CSV file (RFC 4180) that a spreadsheet reads as text and runs nothing of.

A cell that begins like a formula gets an apostrophe before it (OWASP, CSV injection; J09): also
after blanks, and with the full-width signs that Excel takes for the plain ones. Numbers of ours
are given as `int` and stay numbers.
"""

import csv
import io
from collections.abc import Iterable, Sequence

BOM = "\ufeff"
"""By it Excel knows that the file is UTF-8."""
RISKY = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "|", "%")


def lines(rows: Iterable[Sequence[str | int]], delimiter: str) -> str:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter, lineterminator="\r\n")
    for row in rows:
        writer.writerow([harmless(cell) for cell in row])
    return text.getvalue()


def harmless(cell: str | int) -> str | int:
    if isinstance(cell, int) or not cell:
        return cell
    begins = cell.lstrip(" \u00a0\u3000")
    return f"'{cell}" if cell[0] in RISKY or begins[:1] in RISKY else cell
