"""What a draft is of: an answer, a note, a mail in a side thread; or what was pressed and is no
draft before: a macro.

A mail that opens a side thread is of kind `side`, one written on in thread 12 of `side.12`: one
draft of each for a person and a ticket.
"""

import re

REPLY, NOTE, SIDE, MACRO = "reply", "note", "side", "macro"
ANSWERS = (REPLY, MACRO)
"""What is on its way to the requester while it is held."""
WRITTEN = re.compile(r"reply|note|side(\.[1-9][0-9]{0,17})?")
"""Kinds that somebody writes on."""
WHOLE = re.compile(rf"^(?:{WRITTEN.pattern})\Z")
LONGEST = 30


def beside(thread: int | None) -> str:
    """The kind of a mail in a side thread; of one that opens a new one."""
    return f"{SIDE}.{thread}" if thread else SIDE


def is_beside(kind: str) -> bool:
    return kind.partition(".")[0] == SIDE


def thread_of(kind: str) -> int | None:
    """The side thread a mail is written on in."""
    number = kind.partition(".")[2]
    return int(number) if number else None
