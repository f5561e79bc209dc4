"""What a mail says, apart from what it quotes, forwards and signs (stack.md D6).

Nothing is thrown away: the parts joined are the mail, so that the page can show what is said and
keep the rest behind a fold. Pure, and linear in the length of the mail.

Looked at: quotequail 0.5.4, extended as stack.md says. It agrees with 17 of email_reply_trimmer's
32 replies (this: all), cuts 4 of the 15 messages of our tests that quote nothing, and finds no
quote in 485 other texts that is not found here; so it is not used.
"""

from prazo.lib.quotes.cut import is_introduced, kinds_of
from prazo.lib.quotes.parts import Folded, Kind, Part, in_parts, line

__all__ = ["Folded", "Kind", "Part", "fold", "introduced", "said"]

NEAR = 6  # lines that may say of a quote what it is


def fold(text: str) -> Folded:
    """The parts of a plain text mail, in order."""
    sources = text.splitlines(keepends=True)
    starts, at = [], 0
    for source in sources:
        starts.append(at)
        at += len(source)
    return in_parts(kinds_of([line(source) for source in sources]), starts, text)


def said(text: str) -> str:
    """What a plain text mail says, without white space around it: without quotes, forwards and
    signatures. All of it, if there is nothing else in it."""
    return fold(text).said or text.strip()


def introduced(above: str, quote: str) -> bool:
    """Whether the words above a quote, or its own first ones, say that it is an old mail."""
    before = [line(source) for source in above.rstrip().split("\n")[-NEAR:]]
    own = [line(source) for source in quote.strip().split("\n", NEAR)[:NEAR]]
    return is_introduced(before, own)
