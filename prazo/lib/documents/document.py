"""A document as it is read."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal, get_args

PDF: Final = b"%PDF-"
HEAD: Final = 1024
"""Bytes within which a PDF says that it is one: programs put things before it, and open it so."""
SECONDS: Final = 4.0
"""Of CPU time, after which what was read must do: the child is ended a little later."""
ZIP: Final = b"PK\x03\x04"
Kind = Literal["pdf", "office", ""]
KINDS: Final = get_args(Kind)


class Locked(Exception):
    """Only a password opens it."""


@dataclass(frozen=True, slots=True)
class Document:
    """`kind` is "" for what is no document, `locked` says that only a password opens it. `text`
    holds no NUL, no other sign for machines and no half of a character (Q08)."""

    kind: Kind
    text: str = ""
    locked: bool = False


def timer() -> Callable[[], bool]:
    """Says, from now on, whether SECONDS are over."""
    until = time.process_time() + SECONDS
    return lambda: time.process_time() > until


def may_be(content: bytes) -> bool:
    """By its first bytes: names and types are what a stranger says of it."""
    return content.startswith(ZIP) or is_pdf(content)


def is_pdf(content: bytes) -> bool:
    return PDF in content[:HEAD]
