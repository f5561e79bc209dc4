"""Numbers of payment cards: their beginning, their length, their grouping and their check digit.

A desk's mails are full of long numbers. What is a card must pass Luhn (ISO/IEC 7812-1 annex B),
begin as an issuer's cards do, and be written whole or in the groups cards are printed in; what
stands in a longer series of groups (an IBAN, the 44 figures of a Brazilian invoice) is none.
"""

import re
from collections.abc import Iterator
from itertools import pairwise

from prazo.lib.redact.found import Hit

KIND = "card number"
SHOWN = 4
GROUP = "(?: {1,3}|[.\u00a0\u202f-]| - )"
NUMBER = re.compile(rf"[0-9]++(?:{GROUP}[0-9]++)*+")
SHORTEST = 14  # figures of a card
SHORTEST_PIECE = 4  # of one that a line's end cut in two
FIGURES = re.compile("[0-9]+")
# A run of figures with single separators, that begins and ends as a number of its own
SERIES = re.compile(rf"[0-9](?<![\w.,/+#-].)[0-9]{{3,18}}+(?:{GROUP}[0-9]{{3,7}}+){{0,12}}+")
NAME_GOES_ON = re.compile(r"(?!exp|val|cv[vc])\w", re.IGNORECASE)  # an order: 4539148803436467x
LINE_END = ("\n", "\r", " \n", " \r")
WRAPPED = re.compile(r"[ \t]?\r?\n[ \t>]{0,8}")
ACCOUNT = re.compile(r"[A-Z]{2}\d{2} ?$")  # what stands before the figures of an IBAN
LONGEST_SERIES = 8  # groups

# Beginnings by length (ISO/IEC 7812; the issuers' published ranges): Visa, Mastercard, Discover,
# JCB, UnionPay, Mir, Elo and Hipercard; American Express; Diners Club.
SIXTEEN = re.compile(
    r"4|5[1-5]|2(?:22[1-9]|2[3-9]|[3-6]|7[01]|720)|6011|64[4-9]|65|35(?:2[89]|[3-8])|62|220[0-4]"
    r"|636368|636297|438935|504175|5067|5090|606282|3841"
)
FIFTEEN = re.compile(r"3[47]")
FOURTEEN = re.compile(r"3(?:0[0-5]|[689])")
NINETEEN = re.compile(r"4|62|6011|64[4-9]|65|220[0-4]")
STARTS = {14: FOURTEEN, 15: FIFTEEN, 16: SIXTEEN, 19: NINETEEN}
PRINTED = {(4, 4, 4, 4), (4, 6, 5), (4, 6, 4), (4, 4, 4, 4, 3)}


def card_hits(text: str) -> Iterator[Hit]:
    """Each card number in the text."""
    broken: Series | None = None  # ends its line, and may go on in the next
    for number in NUMBER.finditer(text):
        start, end = number.span()
        wraps = end - start >= SHORTEST_PIECE and text.startswith(LINE_END, end)
        if not (wraps or broken or end - start >= SHORTEST):
            continue
        for series in _series(text, start, end):
            if broken and WRAPPED.fullmatch(text, broken[-1][1], series[0][0]):
                yield from _wrapped(text, broken + series)
            yield from _cards(text, series)
            broken = series
        broken = broken if wraps else None


Series = list[tuple[int, int]]
"""Where each group of figures of one series begins and ends."""


def _series(text: str, begin: int, end: int) -> Iterator[Series]:
    for series in SERIES.finditer(text, begin, end):
        if ACCOUNT.search(text, max(series.start() - 5, 0), series.start()):
            continue
        if NAME_GOES_ON.match(text, series.end()):
            continue
        groups = [match.span() for match in FIGURES.finditer(text, *series.span())]
        if len(groups) <= LONGEST_SERIES:
            yield groups


def _wrapped(text: str, groups: Series) -> Iterator[Hit]:
    """A card that the end of a line cut in two, with no other figures beside it."""
    if tuple(end - start for start, end in groups) in PRINTED:
        yield from _card(text, groups)


def _cards(text: str, groups: Series) -> Iterator[Hit]:
    """The cards among the groups of one series, left to right."""
    first = 0
    while first < len(groups):
        taken = 1
        for count in (5, 4, 3, 1):
            chosen = groups[first : first + count]
            lengths = tuple(end - start for start, end in chosen)
            if len(chosen) < count or (lengths not in PRINTED and count > 1):
                continue
            if hits := list(_card(text, chosen)):
                yield from hits
                taken = count
                break
        first += taken


def _card(text: str, groups: Series) -> Iterator[Hit]:
    start, end = groups[0][0], groups[-1][1]
    apart = {text[one[1] : two[0]] for one, two in pairwise(groups)}
    wide = any(len(sign) > 1 and "\n" not in sign for sign in apart)
    if wide and len(apart) > 1:
        return  # columns of a table
    if is_card("".join(filter(str.isdigit, text[start:end]))):
        yield Hit(KIND, start, end, SHOWN, SHOWN)


def is_card(figures: str) -> bool:
    """Whether figures alone could be a card: issuer, length and check digit."""
    starts = STARTS.get(len(figures))
    return bool(starts and starts.match(figures) and len(set(figures)) > 1 and _luhn(figures))


def _luhn(figures: str) -> bool:
    doubled = sum(sum(divmod(2 * int(figure), 10)) for figure in figures[-2::-2])
    return (doubled + sum(int(figure) for figure in figures[-1::-2])) % 10 == 0
