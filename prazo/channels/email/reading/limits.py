"""How much of a mail is read; what reading it may cost are the standard limits of `lib/child`.

The caps of `trust.md` 2.8: past each the rest is cut from the *reading* and flagged; the raw mail
is kept by whoever called. Bytes unless said otherwise.
"""

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
