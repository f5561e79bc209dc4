"""The text of a document as words are looked for in it."""

import re
import unicodedata
from typing import Final

PARTED: Final = re.compile(r"(?<=[^\W\d_])[-\u2010] ?\n(?=([^\W\d_]))")
MACHINES: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ufeff\ufff9-\uffff]")
BLANKS: Final = re.compile(r"[^\S\n]+")
LINES: Final = re.compile(r" ?\n[ \n]*")


def plain(text: str, most: int) -> str:
    """At most so many characters. Ligatures are their letters, a word that was parted at the end of
    a line is one again, and what a database cannot hold is gone (Q08)."""
    text = text[:most].encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    text = unicodedata.normalize("NFKC", text)[:most]
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = text.replace("\u00ad\n", "").replace("\u00ad", "")
    text = PARTED.sub(lambda end: "" if end[1].islower() else "-", text)
    text = BLANKS.sub(" ", MACHINES.sub(" ", text))
    return LINES.sub("\n", text).strip()
