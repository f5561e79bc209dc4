"""Message-IDs, kept with their angle brackets."""

import re
from typing import Final

from prazo.channels.email.reading.doubts import Doubts
from prazo.channels.email.reading.limits import MESSAGE_ID, REFERENCES

IN_BRACKETS: Final = re.compile(rb"<([^<>\x00-\x20\x7f]{1,1000})>")
BARE: Final = re.compile(rb"[^\s<>,;\"()\x00-\x20\x7f]{1,400}@[^\s<>,;\"()\x00-\x20\x7f]{1,400}+")
BLANK: Final = re.compile(rb"[\x00-\x20\x7f]+")


def message_id(value: bytes) -> str:
    """The mail's own id, "" where it has none; blanks inside are not part of it."""
    inner = BLANK.sub(b"", value.strip(b" <>\t").partition(b">")[0])
    return bracketed(inner) if inner else ""


def message_ids(value: bytes, doubts: Doubts) -> tuple[str, ...]:
    """The ids of References or In-Reply-To, each once: the first and the 99 newest (Q12)."""
    found = IN_BRACKETS.findall(value) or BARE.findall(value)
    known = list(dict.fromkeys(bracketed(inner) for inner in found))
    if len(known) > REFERENCES:
        doubts.add("references_cut")
        known = [known[0], *known[1 - REFERENCES :]]
    return tuple(known)


def bracketed(inner: bytes) -> str:
    return f"<{inner.decode('utf-8', 'replace')[: MESSAGE_ID - 2]}>"
