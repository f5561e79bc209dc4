"""What was found in a text, and the text that may be kept."""

from typing import NamedTuple

DOT = "•"
SHORT = DOT * 4  # stands between the first and the last characters of a key
LABELLED = "labelled key"
WHOLE = DOT * 6  # stands for all of a password, whatever its length


class Found(NamedTuple):
    """One secret: its kind ("github token", "password"), and where it stood, in characters,
    in the text that was given (`text[start:end]`), not in the one handed back."""

    kind: str
    start: int
    end: int


class Redacted(NamedTuple):
    """A text with its secrets masked, and what they were, in their order of place."""

    text: str
    found: tuple[Found, ...]


class Hit(NamedTuple):
    """A secret in the text being read: `text[start:end]`, of which `head` characters from the
    front and `tail` from the back may still be shown; neither means it is masked whole."""

    kind: str
    start: int
    end: int
    head: int
    tail: int


def joined(hits: list[Hit]) -> list[Hit]:
    """The hits in order of place; those that overlap made one, which shows the least of both.
    Of two names for one secret the provider's stays, not the label somebody wrote before it."""
    apart: list[Hit] = []
    for hit in sorted(hits, key=lambda hit: (hit.start, -hit.end, hit.kind == LABELLED)):
        last = apart[-1] if apart else None
        if last is None or hit.start >= last.end:
            apart.append(hit)
        elif hit.end > last.end:
            tail = min(last.tail, hit.tail)
            apart[-1] = last._replace(end=hit.end, tail=tail)
        elif not (hit.head or hit.tail):
            apart[-1] = last._replace(head=min(last.head, hit.start - last.start), tail=0)
    return apart
