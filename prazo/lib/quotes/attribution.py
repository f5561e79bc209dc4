"""The line above a quote: on such a day so-and-so wrote.

It is known by its parts, not by a pattern per language: a date or a time, a verb of writing or an
address, a colon at its end, and a quote below. It may be broken over six lines.
"""

import re

from prazo.lib.quotes.parts import Line
from prazo.lib.quotes.words import INTRO, WROTE

MOST_LINES = 6
LONGEST = 400  # characters, all lines together

WHEN = re.compile(r"\d{1,2}[:.h][0-5]\d|(?:19|20)\d\d|\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|[年月日]")
INTRODUCES = re.compile(
    rf"-*\s*(?:(?:{'|'.join(map(re.escape, INTRO))})(?![^\W_])|在)", re.IGNORECASE
)
DATED_START = re.compile(r"-*\s*(?:\d|[^\W\d_]{2,14}[.,]{0,2} \d)")
ENDS = (":", "：", "﹕")
LAST_SIGNS = (*ENDS, "--", ">", "wrote")
SENTENCE_ENDS = (".", "!", "?", ":", "…")
CLOSED = re.compile(r"[>)\]\"”»]\s?[:：]$")  # an address, then the colon
DASHED = re.compile(r"-{2,}\s*(?P<said>[^-].*?)\s*-{2,}")
QUOTING = re.compile(r"(?:quoting|zitat von|citando|citação de|citazione)\b", re.IGNORECASE)
LAST_ADDRESS = re.compile(r"[^\s<>@]{1,64}@[^\s<>@]{1,253}\s?[:：]$")
ADDRESS = re.compile(r"[^\s<>@]{1,64}@[^\s<>@]{1,253}")
WRITER = re.compile(r"[^\s<>@()\[\]\"',:;]{1,64}@[^\s<>@()\[\]\"',:;]{1,253}")
BEFORE_WRITER = re.compile(
    r"(?:^|[<(\[\",\d]|&lt;|mailto:|\b(?:[ap]\.?m\.?|uhr|г\.)|\b(?-i:[A-Z]{3,5}))\s*$",
    re.IGNORECASE,
)
LETTER = re.compile(r"[^\W\d_]")
ENDS_IN_TIME = re.compile(r"\d\W*$")
LAST_WORDS = 2
ARROWS = 3
RUN_ON = re.compile(
    r"[^<>]{6,200}<[^\s<>@]{1,64}@[^\s<>@]{1,253}>[^\d<>@:：]{0,40}[:：][ \t\u00a0]{2,}\S"
)
UNCLOSED = re.compile(r"on\s[^<>]{6,160}<[^\s<>@]{1,64}@[^\s<>@]{1,253}> wrote", re.IGNORECASE)
BARE = re.compile(r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}\s[^<>]{1,80}<[^\s<>@]{1,64}@[^\s<>@]{1,253}>")


def attribution_at(lines: list[Line], end: int, first: int, quotes: bool = False) -> int | None:
    """Where an attribution that ends in line `end` begins, not above line `first`; None if none
    ends there. Where a quote is below (`quotes`), an address and a time are enough."""
    if not lines[end].text.endswith(LAST_SIGNS):
        return None
    joined = ""
    for start in range(end, max(end - MOST_LINES, first - 1), -1):
        text = lines[start].text
        if not text:
            if not lines[start + 1].text.startswith("<"):
                return None
            continue
        joined = f"{text} {joined}".strip()
        if len(joined) > LONGEST:
            return None
        if _is_attribution(joined, quotes):
            return start - 1 if start > first and _goes_on(lines[start - 1], text) else start
    return None


def is_strict(lines: list[Line], start: int, end: int) -> bool:
    """Whether it could be nothing else, so that what follows is old even without quote signs: an
    address is in it where programs put it, and behind it nothing but the verb or a time. "On Monday
    at 10:11 the server wrote:" and "bo@x.example wrote that it is dead:" may introduce what is
    asked about."""
    text = " ".join(line.text for line in lines[start : end + 1])
    written = list(WRITER.finditer(text))
    if not written or not BEFORE_WRITER.search(text[: written[-1].start()]):
        return False
    behind = text[written[-1].end() :].rstrip(" :：﹕-")
    last = " ".join(behind.split()[-LAST_WORDS:])
    return not LETTER.search(behind) or ENDS_IN_TIME.search(behind) is not None or _writes(last)


def runs_on(text: str) -> bool:
    """Whether the old mail begins in the line that says who wrote it, as Yahoo's program for
    telephones has it: "On Tue, Support<s@desk.example> wrote:   Hello"."""
    found = RUN_ON.match(text)
    return found is not None and WHEN.search(found[0]) is not None and _writes(found[0])


def between_arrows(line: Line) -> bool:
    """Whether it is the line that GroupWise puts above an old mail: ">>> Ana 03.02.2025 >>>"."""
    return (
        line.depth == ARROWS and line.text.endswith(">" * ARROWS) and bool(WHEN.search(line.text))
    )


def names_writer(text: str) -> bool:
    """Whether it is "so-and-so wrote:", which attributes the quote that follows at once."""
    return len(text) <= 150 and text.endswith(ENDS) and _writes(text[-20:])


def _is_attribution(text: str, quotes: bool) -> bool:
    if QUOTING.match(text):
        return CLOSED.search(text) is not None
    if not WHEN.search(text):
        return False
    if not text.endswith(ENDS):
        dashed = DASHED.fullmatch(text)
        whole = BARE.fullmatch(text) or UNCLOSED.fullmatch(text)
        return bool(whole or (dashed and _writes(text)))
    if _writes(text):
        return True
    if quotes and ADDRESS.search(text) and (CLOSED.search(text) or LAST_ADDRESS.search(text)):
        return True
    return bool(CLOSED.search(text) and DATED_START.match(text) and ADDRESS.search(text))


def _writes(text: str) -> bool:
    lowered = text.lower()
    return any(word in lowered for word in WROTE)


def _goes_on(above: Line, text: str) -> bool:
    """Whether the line above an attribution is its beginning: "On Thursday, February", or the name
    before "<address> wrote"."""
    if INTRODUCES.match(text) or len(above.text) > 80 or above.text.endswith(SENTENCE_ENDS):
        return False
    return bool(INTRODUCES.match(above.text) or (text.startswith("<") and above.text))
