"""Which lines of a text are signs, and which are only words that look alike.

CommonMark takes much for a sign that people paste without meaning one: indented lines, rows of
dashes, dates ("22. November"), prompts (">>> "), a crontab's asterisks; and it draws a line that
follows a quote or a list into it. So each line is judged here first. What is only words gets KEPT
before it, by which a parser leaves it, and its indentation, alone.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

KEPT = "\ufdd5"
"""A noncharacter: it begins a line of words, and is in no text of anybody's."""

DEEPEST = 8  # quotes within quotes; see `document.NESTED`
FENCE = re.compile(r"```[^`\n]{0,40}")
FENCED = re.compile(r"```\s*")
BACKTICKS = re.compile(r"`+")
QUOTE = re.compile(r"> |>$")
ITEM = re.compile(r"(?P<indent> {0,12})(?P<mark>-|\d{1,4}\.) +(?P<rest>\S.*)")
RULE = re.compile(r"[-\s]+")
NEAR = 1  # spaces before the first item of a list


class _Item(NamedTuple):
    """`indent` is as it was written, `place` where its words begin as the parser is given it."""

    indent: int
    place: int
    ordered: bool


@dataclass(slots=True)
class _List:
    """The items that are open, the deepest last."""

    open: list[_Item] = field(default_factory=list)

    def take(self, indent: int, mark: str) -> int:
        """Where an item goes; those as deep, and deeper ones, are over."""
        while self.open and self.open[-1].indent >= indent:
            self.open.pop()
        place = self.open[-1].place if self.open else 0
        self.open.append(_Item(indent, place + len(mark) + 1, mark != "-"))
        return place

    def counts(self, indent: int) -> bool:
        """Whether a number at that indentation is the next one."""
        above = [one for one in self.open if one.indent <= indent]
        return bool(above) and above[-1].indent == indent and above[-1].ordered


def prepared(lines: list[str], depth: int = 0) -> list[str]:
    """As the parser is to be given them."""
    found: list[str] = []
    items = _List()
    closing = [at for at, line in enumerate(lines) if FENCED.fullmatch(line)]
    at = 0
    while at < len(lines):
        line = lines[at]
        item = _item(line, items)
        if not line.strip():
            found.append("")
        elif (end := _fence(lines[at], at, closing)) is not None:
            items = _List()
            found += ["", *_fenced(lines[at : end + 1]), ""]
            at = end
        elif QUOTE.match(line) and depth < DEEPEST:
            items = _List()
            end = _quote(lines, at)
            inside = prepared([one[2:] for one in lines[at:end]], depth + 1)
            found += [*(f"> {one}" for one in inside), ""]
            at = end - 1
        elif item is not None:
            if items.open:
                _close_up(found)
            mark = item["mark"]
            place = items.take(len(item["indent"]), mark)
            found.append(f"{' ' * place}{mark} {KEPT}{item['rest']}")
        elif items.open and line.startswith("  ") and found[-1]:
            found.append(f"{' ' * items.open[-1].place}{KEPT}{line.strip()}")
        else:
            if items.open:
                items = _List()
                found.append("")
            found.append(KEPT + line)
        at += 1
    return found


def _item(line: str, items: _List) -> re.Match[str] | None:
    """A numbered list begins with 1 and goes on after a number: all else is a date, or a sum."""
    item = ITEM.fullmatch(line)
    if item is None or RULE.fullmatch(line):
        return None
    if not items.open and len(item["indent"]) > NEAR:
        return None
    begins = item["mark"] in ("-", "1.")
    return item if begins or items.counts(len(item["indent"])) else None


def _fence(line: str, at: int, closing: Sequence[int]) -> int | None:
    """Where the code ends that begins here; None where none begins, or none ends. `closing` are the
    lines that may end it, in order: looked for anew below each, they would cost its square."""
    if not FENCE.fullmatch(line):
        return None
    place = bisect_right(closing, at)
    return closing[place] if place < len(closing) else None


def _fenced(lines: list[str]) -> list[str]:
    """Between signs that are longer than any within, lest the parser ends it at one of those."""
    code = lines[1:-1]
    longest = max((len(run) for line in code for run in BACKTICKS.findall(line)), default=0)
    fence = "`" * max(3, longest + 1)
    return [fence + lines[0][3:], *code, fence]


def _quote(lines: list[str], at: int) -> int:
    while at < len(lines) and QUOTE.match(lines[at]):
        at += 1
    return at


def _close_up(found: list[str]) -> None:
    """No blank lines between the items of a list."""
    while found and not found[-1]:
        found.pop()
