"""How much of a mail is read, and what reading it may cost.

The caps of `trust.md` 2.8: past each the rest is cut from the *reading* and flagged; the raw mail
is kept by whoever called. Bytes unless said otherwise.
"""

from dataclasses import dataclass
from typing import Final

KIB: Final = 1024
MIB: Final = 1024 * 1024

FIELD: Final = 8 * KIB  # one header field as written, folds included (Q11, Q13)
LIST_FIELD: Final = 64 * KIB  # a field that lists addresses or message ids (Q12)
BLOCK: Final = 512 * KIB  # all fields of one part together
FIELDS: Final = 1_000  # header fields of one part
SUBJECT: Final = 2 * KIB  # characters (Q13)
MESSAGE_ID: Final = 998  # characters: the longest line a mail may have (RFC 5322)
REFERENCES: Final = 100  # the first, and the newest of the others (Q12)
ADDRESSES: Final = 1_000  # in one field (Q12, T16)
NAME: Final = 200  # characters of a person's or a file's name (J05)
PARAMETERS: Final = 50  # of one Content-Type or Content-Disposition (Q12)
NESTING: Final = 100  # multiparts inside multiparts, as Postfix has it (Q10)
PARTS: Final = 1_000  # of one mail (Q14)
HOPS: Final = 50  # Received lines before a mail counts as looping (L09)
TEXT: Final = 1_000_000  # bytes of one text part; more is kept as a file
HTML: Final = 8 * MIB  # of HTML kept as a body; more is kept as a file
LAID_OUT: Final = 256 * KIB  # characters of HTML laid out as text in one mail (Q16), and
STRIPPED: Final = 2 * MIB  # characters of a longer one whose tags are merely taken away
REPORT: Final = 64 * KIB  # of a delivery report that is searched for recipients
DIAGNOSTIC: Final = 1_000  # characters


@dataclass(frozen=True, slots=True)
class Limits:
    """What one mail may cost the child process that reads it (TR8)."""

    wall_seconds: float = 5.0  # not counting waits for a processor on a busy machine
    cpu_seconds: int = 5
    memory: int = 256 * MIB  # of address space above what the idle reader holds
    mail: int = 64 * MIB  # the largest raw mail that is tried at all
    mails_per_child: int = 5_000  # then a fresh process takes over
    start_seconds: float = 30.0  # until a fresh process must say it is ready
    ahead: int = 16  # mails handed over before the first answer is back
