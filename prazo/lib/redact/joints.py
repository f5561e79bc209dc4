"""What may stand between the word for a password and the password itself.

Each expression is tried at one place, after the word, and what it may repeat is bounded (Q04).
"""

import re
from collections.abc import Iterator

from prazo.lib.redact.found import DOT, Hit

SAID = (
    r"(?:is|was|are|will be|é|eh|era|foi|ser[áa]|es|fue|ist|war|wird|lautet|это|является|будет"
    r"|est|è)"
)
MARKS = "[*_~`]{0,3}"  # how plain text writes bold and code
LINE = r"\r?\n[ \t>]{0,40}+"  # a line's end, and the next one's beginning in a quoted text
GAP_WORD = r"[ \t]{1,3}+[\"'(«“*]?[^\W_](?:[\w@+/-]|[.](?=\w)){0,40}+[\"')»”*]?"
EQUALS = re.compile(
    rf"""{MARKS}(?:\\?["'][ \t,]{{0,3}}\\?["']?value)?\\?["'*)]?(?:[ \t.·…_]{{0,40}}+|\s{{0,3}})"""
    r"""(?:[-=]>|→|:=|[:=：]|(?<=[\w"'])>)\\?(?:[*_~]{1,3}(?=\s))?[ \t]{0,40}+"""
    rf"(?P<cell>[|│┃║\t][ \t]{{0,40}}+)?(?P<lines>(?:{LINE}){{1,4}}+)?"
)
TOLD = re.compile(
    rf"(?P<gap>(?:{GAP_WORD}){{0,6}}?){MARKS}[ \t]{{0,3}}"
    r"(?:\([^()\n]{0,40}\)[ \t]{0,3})?"
    rf"(?:[:=：]{MARKS}[ \t]{{0,3}}|(?:[ \t]|{LINE}){SAID}(?!\w)[ \t]?:?[ \t]{{0,3}}(?:{LINE})?"
    r"|(?P<dash>[ \t][-–—](?=[ \t]))[ \t]{0,3})"
)
NEXT_TO = re.compile(
    rf"{MARKS}(?:(?P<cell>[ \t]{{0,20}}[|│┃║][ \t]{{0,20}}+|\t[ \t]{{0,20}}+|[ ]{{4,40}}+)"
    r"|(?P<stop>(?:[ \t]\([^()\n]{1,40}\)|[,;.…]{1,3}))?[ \t]{1,3})"
)
LABELS_LINE = re.compile(  # "New password", alone, then the password, alone
    rf"(?P<gap>(?:[ \t]{{1,3}}+[^\W\d_]{{2,16}}){{0,3}}){MARKS}:?{MARKS}[ \t|]{{0,20}}+"
    r"(?:\r?\n[ \t>|*_`]{0,40}+){1,6}+"
)
QUOTED = re.compile(r"""\\?["'“„«`‘](?P<secret>[^"'“”„»`’\n]{3,128})["'”“»`’]""")
FIELD = re.compile(  # up to the next field of an address: &page=2, &amp;page=2
    r"(?:[^\s;&\"'<>,]|&(?!#?[\w.\[\]%-]{0,40}[=;]|\s|$)){3,256}"
)
WORD = re.compile(r"[^\s\"'<>]{3,256}")
CELL = re.compile(r"[^\s\"'<>|│┃║]{3,256}")
LINE_ENDS = re.compile(r"[ \t.!;,)*_`\"'»”]*(?:[\r\n|│┃║]|$)")
TRAILING = ".,;:)]}»"


def word_at(regex: re.Pattern[str], text: str, at: int) -> tuple[int, int]:
    """Where the word at `at` begins and ends, without the punctuation of its sentence."""
    match = regex.match(text, at)
    return at, at + len(match[0].rstrip(TRAILING)) if match else at


def whole(text: str, start: int, end: int) -> Iterator[Hit]:
    if start < end and DOT not in text[start:end]:
        yield Hit("password", start, end, 0, 0)
