"""A query cut into pieces, each with its place. Nothing is known here of what they mean."""

import re
from dataclasses import dataclass

PIECE = re.compile(
    r"""(?P<minus>-(?=[\w"]))?
        (?:(?P<name>[A-Za-z_]{2,20}):(?!//))?
        (?:"(?P<quoted>[^"]*)"? | (?P<bare>[^\s"]+) | (?<=:))""",
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Token:
    """`start` and `end` are its place in the text; `name` is what stands before a colon, in small
    letters, or ""."""

    start: int
    end: int
    name: str
    value: str
    quoted: bool = False
    negated: bool = False


def tokens(text: str) -> list[Token]:
    """In order; together they hold every character that is no space."""
    found: list[Token] = []
    place = 0
    while place < len(text):
        if text[place].isspace():
            place += 1
            continue
        piece = PIECE.match(text, place)
        if piece is None or piece.end() == place:  # what is nothing by itself
            place += 1
            continue
        quoted = piece["quoted"]
        found.append(
            Token(
                start=place,
                end=piece.end(),
                name=(piece["name"] or "").lower(),
                value=(piece["bare"] or "") if quoted is None else " ".join(quoted.split()),
                quoted=quoted is not None,
                negated=piece["minus"] is not None,
            )
        )
        place = piece.end()
    return found
