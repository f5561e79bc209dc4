"""The Message-IDs of our own mails: made of the mail's and the ticket's id, and proved by a MAC.

Who answers a mail of ours quotes its Message-ID, and that names the ticket. Nobody else can make
one up (T02): 160 bits of HMAC-SHA256, compared in constant time (T13). It is no permission; who
may continue a ticket is asked of its participants.
"""

import base64
import hashlib
import hmac
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings

MAC_BYTES = 20
PURPOSE = b"prazo message-id 1"
MOST = 200  # ids looked at in one mail; the reader keeps fewer
SHAPE = re.compile(r"<p([0-9]{1,18})\.([0-9]{1,18})\.([a-z2-7]{32})@[^<>@\s]{1,255}>", re.ASCII)


@dataclass(frozen=True, slots=True)
class Named:
    """What a Message-ID of ours stands for."""

    outgoing: int
    ticket: int


def message_id(outgoing: int, ticket: int) -> str:
    """The Message-ID of an outgoing mail, the same however often it is handed over.

    `ticket` is 0 for a mail about none.
    """
    return f"<p{ticket}.{outgoing}.{_mac(_keys()[0], outgoing, ticket)}@{settings.MAIL_ID_DOMAIN}>"


def named(given: str) -> Named | None:
    """What a Message-ID names, if it is one of ours. The domain may have changed since."""
    shape = SHAPE.fullmatch(given.strip())
    if shape is None:
        return None
    ticket, outgoing = int(shape[1]), int(shape[2])
    good = False
    for key in _keys():  # all of them, so that the time tells nothing
        good |= hmac.compare_digest(_mac(key, outgoing, ticket), shape[3])
    return Named(outgoing, ticket) if good else None


def ticket_answered(in_reply_to: Iterable[str], references: Sequence[str]) -> int | None:
    """The ticket a mail is proved to answer: by In-Reply-To, else by the newest reference."""
    candidates = [*in_reply_to, *reversed(references)][:MOST]
    found = [known.ticket for known in map(named, candidates) if known and known.ticket]
    return found[0] if found else None


def _mac(key: bytes, outgoing: int, ticket: int) -> str:
    told = f"{ticket}.{outgoing}".encode()
    digest = hmac.digest(key, told, hashlib.sha256)[:MAC_BYTES]
    return base64.b32encode(digest).decode().lower()


def _keys() -> tuple[bytes, ...]:
    """One for each secret key in use: the first writes, all are believed."""
    return tuple(map(_derived, (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)))


@lru_cache(maxsize=8)
def _derived(secret: str) -> bytes:
    return hmac.digest(secret.encode(), PURPOSE, hashlib.sha256)
