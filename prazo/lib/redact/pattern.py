"""One way to know a secret by its looks."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from prazo.lib.redact.found import Hit

# What a provider puts before the random part, and may be shown: it says which key this is.
HEAD = re.compile(
    r"[A-Za-z0-9]{2,8}[_.-](?:(?:live|test|prod|pat|api|ant|proj|admin|svcacct)[_-])?", re.ASCII
)
MORE = re.compile(r"[A-Za-z0-9_-]*", re.ASCII)
TAIL = 4
LEAST = 12  # as many characters as a mask must always hide


@dataclass(frozen=True, slots=True)
class Pattern:
    """A regular expression that runs only where one of its `hints` occurs in the text.

    The secret is the group named `secret`, else all that matched. Providers make their keys
    longer with the years: the characters a key is made of are hidden with it, as far as they go,
    so that an old pattern never leaves the rest of a newer key in clear.
    """

    kind: str
    hints: tuple[str, ...]  # lower case
    regex: re.Pattern[str]

    def hits(self, text: str, start: int, end: int) -> Iterator[Hit]:
        """Each secret of this kind in `text[start:end]`, left to right."""
        for match in self.regex.finditer(text, start, end):
            start, end = match.span("secret" if "secret" in self.regex.groupindex else 0)
            yield key(self.kind, text, start, grown(text, end))


def grown(text: str, end: int) -> int:
    """Where a key that was found to end at `end` may end in truth."""
    more = MORE.match(text, end)
    return more.end() if more else end


def key(kind: str, text: str, start: int, end: int) -> Hit:
    """A hit that shows the ends of a key: its provider's prefix, or four characters, and the
    last four. Of a short one less is shown, for twelve characters at least are always hidden."""
    spare = end - start - LEAST
    prefix = HEAD.match(text, start, end)
    head = prefix.end() - start if prefix else TAIL
    tail = min(TAIL, spare - head)
    if tail < TAIL and not (prefix and tail > 0):
        head = tail = max(min(TAIL, spare // 2), 0)
    return Hit(kind, start, end, head, tail)
