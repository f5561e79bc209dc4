"""What a mail says, apart from what it quotes, forwards and signs (stack.md D6).

Nothing is thrown away: the parts joined are the mail, so that the page can show what is said and
keep the rest behind a fold. Pure, and linear in the length of the mail.

Looked at: quotequail 0.5.4, extended as stack.md says. It agrees with 17 of email_reply_trimmer's
32 replies (this: all), cuts 4 of the 15 messages of our tests that quote nothing, and finds no
quote in 485 other texts that is not found here; so it is not used.
"""

from prazo.lib.quotes.cut import kinds_of
from prazo.lib.quotes.page import html_lines
from prazo.lib.quotes.parts import Folded, Kind, Part, in_parts, line

__all__ = ["Folded", "Kind", "Part", "fold", "fold_html", "said"]


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


def fold_html(html: str) -> Folded:
    """The parts of an HTML mail, in order: slices of it, cut between tags. A slice alone need not
    close what it opens: clean each by itself (`prazo.lib.markup.clean`) before it is shown."""
    lines, starts = html_lines(html)
    return in_parts(kinds_of(lines), starts, html)
