"""A message in parts, and the lines they are found by."""

import re
from dataclasses import dataclass
from typing import Literal, NamedTuple

QUOTE_SIGNS = re.compile(r"[ \t\u00a0]{0,3}(?:>[ \t\u00a0]?)+")
UNSEEN = re.compile("[\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]+")  # direction marks too
Kind = Literal["said", "quoted", "signature", "forwarded"]


class Part(NamedTuple):
    """A stretch of a message, as it was written. "forwarded" is a message handed on, "quoted" one
    that is answered; a quote that is answered line by line is part of what is "said"."""

    kind: Kind
    text: str


@dataclass(frozen=True, slots=True)
class Folded:
    """A message in parts; their texts joined are the message, character by character."""

    parts: tuple[Part, ...]

    @property
    def said(self) -> str:
        """What its writer says; empty where there is nothing but quotes."""
        return "".join(part.text for part in self.parts if part.kind == "said").strip()


class Line(NamedTuple):
    """A line of a message: what it says, without the signs of a quote and outer white space, and
    how many times it is quoted."""

    text: str
    depth: int


def line(source: str) -> Line:
    """A line as written, with or without its quote signs."""
    signs = QUOTE_SIGNS.match(source)
    text = source[signs.end() :] if signs else source
    return Line(UNSEEN.sub("", text).strip(), signs[0].count(">") if signs else 0)


def in_parts(kinds: list[Kind], starts: list[int], source: str) -> Folded:
    """The parts of a source of which line n begins at `starts[n]` and is of `kinds[n]`. What
    stands before the first line is with it."""
    parts: list[Part] = []
    begin = 0
    for number, kind in enumerate(kinds):
        last = number + 1 == len(kinds)
        if last or kinds[number + 1] != kind:
            end = len(source) if last else starts[number + 1]
            if end > begin:
                parts.append(Part(kind, source[begin:end]))
            begin = end
    return Folded(tuple(parts) or ((Part("said", source),) if source else ()))
