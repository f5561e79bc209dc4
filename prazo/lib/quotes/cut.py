"""Which part of a message each of its lines belongs to.

First what ends it: from the head of an old mail on, all is old. Above that, quotes and what is
said take turns. A quote below which nothing is said is folded; so is one whole quote above a
reply, or in its middle, if a line says who wrote it. Quotes that are answered one by one stay
with their answers. Linear in the number of lines.
"""

from dataclasses import dataclass

from prazo.lib.quotes.attribution import (
    LAST_SIGNS,
    attribution_at,
    between_arrows,
    is_strict,
    names_writer,
    runs_on,
)
from prazo.lib.quotes.heads import old_mail_at, ruled_off
from prazo.lib.quotes.parts import Kind, Line
from prazo.lib.quotes.signature import signature_lines

WRAPPED = 60  # a quoted line as long may have been broken by a program on the way
MOST_WRAPPED = 2  # lines
TOP = 6  # lines of a quote in which it says what it is


@dataclass(slots=True)
class Block:
    """Lines `start` to `end` (not included): a quote, or what stands between two."""

    start: int
    end: int
    quote: bool
    attributed: bool = False
    forwarded: bool = False
    says: bool = False


def kinds_of(lines: list[Line]) -> list[Kind]:
    """The kind of each line."""
    kinds: list[Kind] = ["said"] * len(lines)
    fenced = _fenced(lines)
    attributions = _attributions(lines, fenced)
    end, kind = _old_mail(lines, attributions, fenced)
    end = ruled_off(lines, end, 0) if end < len(lines) else end
    if end < len(lines):
        kinds[end:] = [kind] * (len(lines) - end)
    blocks = _blocks(lines[:end], {s: e for s, e in attributions.items() if e < end}, fenced)
    for block in blocks:
        if not block.quote:
            _sign(lines, block, kinds, fenced)
    _fold(blocks, kinds)
    _fill(lines, kinds)
    return kinds


def is_introduced(above: list[Line], quote: list[Line]) -> bool:
    """Whether the last line above a quote, or its own first ones, say that it is an old mail."""
    if attribution_at(above, len(above) - 1, 0, quotes=True) is not None or names_writer(
        above[-1].text
    ):
        return True
    block = _quote(quote, 0, len(quote))
    return block.attributed or (bool(quote[0].text) and old_mail_at(quote, 0) is not None)


def _fenced(lines: list[Line]) -> set[int]:
    """Lines of code between two fences: whatever they look like, they are said."""
    fences = [at for at, line in enumerate(lines) if not line.depth and line.text.startswith("```")]
    inside: set[int] = set()
    for opened, closed in zip(fences[::2], fences[1::2], strict=False):
        inside |= set(range(opened, closed + 1))
    return inside


def _attributions(lines: list[Line], fenced: set[int]) -> dict[int, int]:
    """First and last line of each attribution outside quotes. Where none is below, only of one
    that is strict: "yesterday at 10:11 my colleague wrote:" is said."""
    found: dict[int, int] = {}
    free = 0
    for end, line in enumerate(lines):
        if not line.text.endswith(LAST_SIGNS) or end in fenced:
            continue
        if line.depth and not line.text.endswith(":"):
            continue
        quotes = _quote_below(lines, end)
        start = attribution_at(lines, end, free, quotes)
        if start is None and quotes and names_writer(line.text):
            start = end
        if start is None or lines[start].depth:
            continue
        if quotes or is_strict(lines, start, end):
            found[ruled_off(lines, start, free)] = end
            free = end + 1
    return found


def _quote_below(lines: list[Line], at: int) -> bool:
    below = next((line for line in lines[at + 1 : at + 7] if line.text or line.depth), None)
    return below is not None and (below.depth > 0 or _piped(below.text))


def _piped(text: str) -> bool:
    """Quoted with bars; the row of a table ends with one too."""
    return text.startswith("|") and (text == "|" or not text.endswith("|"))


def _old_mail(
    lines: list[Line], attributions: dict[int, int], fenced: set[int]
) -> tuple[int, Kind]:
    """The line from which on all is old, and of what kind; the number of lines if none is."""
    said = False
    at = 0
    while at < len(lines):
        line = lines[at]
        if at in attributions:
            end = attributions[at]
            if said and not _quote_below(lines, end):
                return at, "quoted"
            at = end
        elif (
            said
            and at not in fenced
            and (between_arrows(line) if line.depth else runs_on(line.text))
        ):
            return at, "quoted"
        elif line.text and not line.depth and at not in fenced:
            if kind := old_mail_at(lines, at):
                return at, kind
            said = True
        at += 1
    return len(lines), "said"


def _blocks(lines: list[Line], attributions: dict[int, int], fenced: set[int]) -> list[Block]:
    """Quotes and what is between them, in turns; blank lines go with what they follow."""
    blocks: list[Block] = []
    at = 0
    while at < len(lines):
        start = at
        if at in attributions:
            at = _quote_end(lines, attributions[at] + 1, bars=True)
            blocks.append(Block(start, at, quote=True, attributed=True))
        elif lines[at].depth and at not in fenced:
            at = _quote_end(lines, at, bars=False)
            blocks.append(_quote(lines, start, at))
        elif blocks and not blocks[-1].quote:
            at += 1
            blocks[-1].end = at
        else:
            at += 1
            blocks.append(Block(start, at, quote=False))
    return blocks


def _quote(lines: list[Line], start: int, end: int) -> Block:
    """A quote that may begin, inside its signs, with the line that says who wrote it, or with
    the one that says it is a mail handed on."""
    top = [line for line in lines[start : min(start + TOP, end)] if line.text]
    attributed = any(attribution_at(top, at, 0) is not None for at in range(len(top)))
    forwarded = bool(top) and old_mail_at(top, 0) == "forwarded"
    return Block(start, end, True, attributed, forwarded)


def _quote_end(lines: list[Line], at: int, bars: bool) -> int:
    """Behind the last line of a quote that may begin at `at`. The ends of long quoted lines, which
    a program broke off, are in it."""
    end = at
    while at < len(lines):
        line = lines[at]
        if line.depth or (bars and _piped(line.text)):
            end = at = at + 1
        elif not line.text:
            at += 1
        elif at == end and (wrapped := _wrapped(lines, at)):
            at = wrapped
        else:
            break
    return end


def _wrapped(lines: list[Line], at: int) -> int | None:
    """Where the quote goes on, if lines from `at` on are the broken-off end of the one before."""
    before = lines[at - 1] if at else None
    if before is None or len(before.text) < WRAPPED or before.text.endswith((".", "?", "!", ":")):
        return None
    for near in range(at + 1, min(at + MOST_WRAPPED + 1, len(lines))):
        if lines[near].depth:
            return near
        if not lines[near].text:
            return None
    return None


def _sign(lines: list[Line], block: Block, kinds: list[Kind], fenced: set[int]) -> None:
    """Mark the signature in what stands between quotes, and note whether more is said."""
    part = lines[block.start : block.end]
    code = {at for at in range(len(part)) if at + block.start in fenced}
    signed = {at + block.start for at in signature_lines(part, code, block.start == 0) - code}
    for at in signed:
        kinds[at] = "signature"
    block.says = any(lines[at].text and at not in signed for at in range(block.start, block.end))


def _fold(blocks: list[Block], kinds: list[Kind]) -> None:
    """Fold the quotes that need not be read to understand what is said."""
    quotes = [block for block in blocks if block.quote]
    last_said = max((at for at, block in enumerate(blocks) if block.says), default=-1)
    for at, block in enumerate(blocks):
        if not block.quote:
            continue
        answered = at < last_said
        if not answered or (block.attributed and len(quotes) == 1):
            kind: Kind = "forwarded" if block.forwarded else "quoted"
            kinds[block.start : block.end] = [kind] * (block.end - block.start)


def _fill(lines: list[Line], kinds: list[Kind]) -> None:
    """Blank lines between two folded parts, or below the last, are folded with the one above."""
    above: Kind = "said"
    blank: list[int] = []
    for at, line in enumerate(lines):
        if not line.text and not line.depth and kinds[at] == "said":
            blank.append(at)
            continue
        if above != "said" and kinds[at] != "said":
            for near in blank:
                kinds[near] = above
        above, blank = kinds[at], []
    for near in blank:
        kinds[near] = above
