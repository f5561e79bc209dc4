"""Signs within a line: `**bold**`, `*italic*`, `` `code` ``, `[words](address)`, `![words](file)`.

Each begins and ends on one line, where a word does: `2*3*4`, `*args, **kwargs`, `rm *.o foo*` and
`'*' or '*'` are no signs, and nothing is one that has an underscore in it (`file_names`). There is
no escape, lest paths lose their backslashes; what should stay as it is stands in code.
"""

import re
from bisect import bisect_left
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from markdown_it.rules_inline import StateInline

from prazo.lib.markdown.lines import KEPT

LONGEST_ADDRESS = 2_000
ADDRESS = (
    r"(?:https?://[^\s()<>]|mailto:[^\s()<>]|tel:[+\d])[^\s()<>]*(?:\([^\s()<>]*\)[^\s()<>]*)*"
)
LINK = re.compile(rf"\[(?P<label>[^\[\]\n]{{1,500}})\]\((?P<address>{ADDRESS})\)", re.IGNORECASE)
NAME = r"[^\n()<>]{1,200}(?:\([^\n()<>]{0,60}\)[^\n()<>]{0,60}){0,3}"
PICTURE = re.compile(rf"!\[(?P<words>[^\[\]\n]{{0,200}})\]\((?P<name>{NAME})\)")
CODE = re.compile(r"`(?![\s`])[^`\n]{0,1999}(?<!\s)`(?!`)")

RUN = re.compile(r"\*+")
OPENERS = "([{\"'“‘«„¿¡—–>"  # before a sign that begins, beside white space
BEGINNERS = "\"'“‘«„([{`¿¡$€£#@&+"  # behind it, where it stands free
ENDERS = ".!?…:;,\"'”’»)]}%`°"  # before a sign that ends
CLOSERS = ")]}\"'”’».,;:!?…—–<"  # behind it


def asterisks(state: StateInline, silent: bool) -> bool:
    """One for italic, two for bold, three for both."""
    run = RUN.match(state.src, state.pos, state.posMax)
    if run is None or silent:
        return False
    count = len(run[0])
    end = _end(state, count, run.end()) if count <= 3 and _begins(state.src, run) else None
    if end is None:
        state.append_pending(run[0])
        state.pos = run.end()
        return True
    kinds = {1: ["em"], 2: ["strong"], 3: ["strong", "em"]}[count]
    for kind in kinds:
        state.push(f"{kind}_open", kind, 1)
    _within(state, run.end(), end)
    for kind in reversed(kinds):
        state.push(f"{kind}_close", kind, -1)
    state.pos = end + count
    return True


def code(state: StateInline, silent: bool) -> bool:
    if state.src[state.pos] != "`" or silent:
        return False
    found = CODE.match(state.src, state.pos, state.posMax)
    if found is None or _is_word(state.src, state.pos - 1) or _is_word(state.src, found.end()):
        return False
    state.push("code_inline", "code", 0).content = found[0][1:-1]
    state.pos = found.end()
    return True


def link(state: StateInline, silent: bool) -> bool:
    if state.src[state.pos] != "[" or silent or state.linkLevel:
        return False
    found = LINK.match(state.src, state.pos, state.posMax)
    if found is None or len(found["address"]) > LONGEST_ADDRESS:
        return False
    state.push("link_open", "a", 1).attrs = {"href": found["address"]}
    state.linkLevel += 1
    _within(state, found.start("label"), found.end("label"))
    state.linkLevel -= 1
    state.push("link_close", "a", -1)
    state.pos = found.end()
    return True


def picture(state: StateInline, silent: bool) -> bool:
    """Of the files that are there (`env["pictures"]`); the name of any other stays as it is."""
    if state.src[state.pos] != "!" or silent:
        return False
    found = PICTURE.match(state.src, state.pos, state.posMax)
    known: Any = state.env.get("pictures", ())
    if found is None or found["name"] not in known:
        return False
    token = state.push("image", "img", 0)
    token.attrs = {"src": found["name"], "alt": found["words"] or found["name"]}
    state.pos = found.end()
    return True


def newline(state: StateInline, silent: bool) -> bool:
    """A line's end is one, and the next line begins where it was begun."""
    if state.src[state.pos] != "\n":
        return False
    if not silent:
        state.push("softbreak", "br", 0)
    state.pos += 1
    return True


def _within(state: StateInline, start: int, end: int) -> None:
    maximum, state.pos, state.posMax = state.posMax, start, end
    state.md.inline.tokenize(state)
    state.posMax = maximum


def _begins(text: str, run: re.Match[str]) -> bool:
    before = text[run.start() - 1] if run.start() else " "
    behind = text[run.end() : run.end() + 1] or " "
    if before.isspace() or before == KEPT:
        return behind.isalnum() or behind in BEGINNERS
    return behind.isalnum() and (before in OPENERS or before == "*" or _is_ideograph(before))


def _end(state: StateInline, count: int, start: int) -> int | None:
    """Where a run of as many ends what begins there, on the same line; or the first of three, whose
    others end the bold that it stands in."""
    ends, maximum = _ends(state.src), state.posMax
    found = _next(ends[count], start + 1)
    if count == 1 and (found is None or found >= maximum) and maximum - 1 > start:
        found = _next(ends[3], maximum - 1)
    if found is None or found + count > maximum or state.src.find("\n", start, found) >= 0:
        return None
    return found


def _next(places: Sequence[int], least: int) -> int | None:
    place = bisect_left(places, least)
    return places[place] if place < len(places) else None


@lru_cache(maxsize=8)
def _ends(text: str) -> dict[int, list[int]]:
    """By how many asterisks, where some stand that may end something. Three end what two began, or
    one, too."""
    found: dict[int, list[int]] = {1: [], 2: [], 3: []}
    for run in RUN.finditer(text):
        before = text[run.start() - 1] if run.start() else " "
        behind = text[run.end() : run.end() + 1] or " "
        if not (before.isalnum() or before in ENDERS):
            continue
        if not (behind.isspace() or behind in CLOSERS or _is_ideograph(behind)):
            continue
        count = len(run[0])
        if count in found:
            found[count].append(run.start())
        if count == 3:
            found[2].append(run.start() + 1)
    return found


def _is_word(text: str, at: int) -> bool:
    return 0 <= at < len(text) and (text[at].isalnum() or text[at] == "`")


def _is_ideograph(sign: str) -> bool:
    """Of a script that puts no spaces between words."""
    return "\u2e80" <= sign <= "\uffef"
