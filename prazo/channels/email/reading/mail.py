"""What a mail says, as plain values.

Nothing here is trusted: every text came from a stranger and is only decoded, cut and freed of what
a database cannot hold. No text holds a NUL or a lone surrogate (Q08). Message-IDs keep their angle
brackets, as they stand in a header: `<id@host.example>`.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

Automatic = Literal["", "auto_reply", "list", "bulk", "bounce", "loop"]
"""Why no answer may be sent by itself (RFC 3834): "" is a mail that a person sent.

`auto_reply`  a responder or another program that says so: does not count as the person's answer
`list`        it came through a list: gets no receipt, and may be a person's answer all the same
`bulk`        precedence bulk: makes a ticket, gets no receipt
`bounce`      a report that a mail of ours was not delivered, or is delayed
`loop`        more than 50 hops: kept, never answered (L09)
"""


@dataclass(frozen=True, slots=True)
class Address:
    """A mailbox. The domain is lower-cased ASCII (`xn--` where it was not); see `shown_address`.

    Only a sender called MAILER-DAEMON or postmaster may be without a domain. A name is on one line
    and at most 200 characters; it proves nothing.
    """

    name: str
    address: str


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file of the mail, byte for byte after its transfer encoding.

    `name` is safe to show and to offer for saving (J05), never a path. `content_type` is the
    sender's claim, `type/subtype` in lower case: sniff before serving it (X05). `content_id` has no
    angle brackets; `inline` says that the HTML body shows it, so that it need not be listed.
    """

    name: str
    content_type: str
    data: bytes = field(repr=False)
    content_id: str
    inline: bool


@dataclass(frozen=True, slots=True)
class Bounce:
    """A delivery report (RFC 3464, or one of the formats older servers write).

    `permanent` is False for a mere delay and wherever the report does not say. `recipients` may be
    empty when the report names none. `diagnostic` is the other server's word, at most 1,000
    characters.
    """

    recipients: tuple[str, ...]
    permanent: bool
    original_message_id: str
    diagnostic: str


@dataclass(frozen=True, slots=True)
class Authentication:
    """What one server claims to have found (RFC 8601): `pass`, `fail`, `none` ...; "" if unsaid.

    Only as good as the server: believe it through `authentication(raw, own_id)` alone (T10).
    """

    authserv_id: str
    dmarc: str
    spf: str
    dkim: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadMail:
    """All that is known of a mail after reading it once.

    `text` is the whole visible text, quotes included, with `\\n` line ends; `html` is decoded and
    **not** sanitised. `date` is the header's, in UTC, only ever shown (Q18). `authentication` holds
    the topmost verdict of each server named in the mail, `lists` where one writes to the mailing
    lists it came through, in lower case. `warnings` are codes of `doubts.py`, each
    once, in the order met. With `sender_guessed` among them the sender is no identity.
    """

    message_id: str
    in_reply_to: tuple[str, ...]
    references: tuple[str, ...]
    sender: Address | None
    reply_to: tuple[Address, ...]
    to: tuple[Address, ...]
    cc: tuple[Address, ...]
    subject: str
    date: datetime | None
    text: str
    html: str | None
    attachments: tuple[Attachment, ...]
    automatic: Automatic
    lists: tuple[str, ...]
    bounce: Bounce | None
    authentication: tuple[Authentication, ...]
    warnings: tuple[str, ...]
    language: str | None
