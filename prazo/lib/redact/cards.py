"""Numbers of payment cards: their beginning, their length, their grouping and their check digit.

A desk's mails are full of long numbers. What is a card must pass Luhn (ISO/IEC 7812-1 annex B),
begin as an issuer's cards do, and be written whole or in the groups cards are printed in; what
stands in a longer series of groups (an IBAN, the 44 figures of a Brazilian invoice) is none.
"""

import re
from collections.abc import Iterator

from prazo.lib.redact.found import Hit

KIND = "card number"
SHOWN = 4
GROUP = "[ .\u00a0\u202f-]"
NUMBER = re.compile(rf"[0-9]++(?:{GROUP}[0-9]++)*+")
SHORTEST = 14  # figures of a card
# A run of figures with single separators, that begins and ends as a number of its own
SERIES = re.compile(rf"[0-9](?<![\w.,/+#-].)[0-9]{{3,18}}+(?:{GROUP}[0-9]{{3,7}}+){{0,12}}+")
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
    for number in NUMBER.finditer(text):
        if number.end() - number.start() >= SHORTEST:
            yield from _in_series(text, *number.span())


def _in_series(text: str, begin: int, end: int) -> Iterator[Hit]:
    for series in SERIES.finditer(text, begin, end):
        if ACCOUNT.search(text, max(series.start() - 5, 0), series.start()):
            continue
        groups = [match.span() for match in re.finditer(r"\d+", series[0])]
        if len(groups) <= LONGEST_SERIES:
            yield from _cards(text, series.start(), groups)


def _cards(text: str, at: int, groups: list[tuple[int, int]]) -> Iterator[Hit]:
    """The cards among the groups of one series, left to right."""
    first = 0
    while first < len(groups):
        taken = 1
        for count in (5, 4, 3, 1):
            chosen = groups[first : first + count]
            lengths = tuple(end - start for start, end in chosen)
            if len(chosen) < count or (lengths not in PRINTED and count > 1):
                continue
            start, end = at + chosen[0][0], at + chosen[-1][1]
            if is_card("".join(filter(str.isdigit, text[start:end]))):
                yield Hit(KIND, start, end, SHOWN, SHOWN)
                taken = count
                break
        first += taken


def is_card(figures: str) -> bool:
    """Whether figures alone could be a card: issuer, length and check digit."""
    starts = STARTS.get(len(figures))
    return bool(starts and starts.match(figures) and len(set(figures)) > 1 and _luhn(figures))


def _luhn(figures: str) -> bool:
    doubled = sum(sum(divmod(2 * int(figure), 10)) for figure in figures[-2::-2])
    return (doubled + sum(int(figure) for figure in figures[-1::-2])) % 10 == 0
