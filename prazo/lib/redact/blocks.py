"""Private keys: blocks of many lines, in PEM (RFC 7468), OpenPGP (RFC 9580) or PuTTY's form."""

import re
from collections.abc import Iterator

from prazo.lib.redact.found import Hit

KIND = "private key"
BEGIN = re.compile(r"-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----")
END = "-----END"
LONGEST = 20_000  # characters of a key; what ends later is another block
# Where the end is missing: lines of base64 follow the first, however they are quoted
LINES = re.compile(
    r"(?:[\s>|]{0,40}+[A-Za-z0-9+/=]{16,}+)++(?:[\s>|]{0,40}+[A-Za-z0-9+/]++={0,2}(?=\s|$))?"
)
PUTTY = re.compile(r"Private-Lines: \d{1,4}(?P<secret>(?:[\s>|]{1,8}+[A-Za-z0-9+/=]{4,}+)++)")


def block_hits(text: str) -> Iterator[Hit]:
    """The body of each private key; the lines that open and close it stay, to say what it was."""
    if "PRIVATE KEY" in text:
        yield from _pem(text)
    if "Private-Lines:" in text:
        for match in PUTTY.finditer(text):
            yield from _body(text, *match.span("secret"))


def _pem(text: str) -> Iterator[Hit]:
    at = 0
    while begin := BEGIN.search(text, at):
        end = text.find(END, begin.end(), begin.end() + LONGEST)
        if end < 0:
            lines = LINES.match(text, begin.end())
            end = lines.end() if lines else begin.end()
        yield from _body(text, begin.end(), end)
        at = max(end, begin.end())


def _body(text: str, start: int, end: int) -> Iterator[Hit]:
    """Without the white space around it, and only if there is a key in it yet."""
    body = text[start:end]
    start += len(body) - len(body.lstrip())
    end -= len(body) - len(body.rstrip())
    if re.search(r"[A-Za-z0-9+/]{8}", body):
        yield Hit(KIND, start, end, 0, 0)
