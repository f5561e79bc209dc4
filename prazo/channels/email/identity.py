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
SIDE_PURPOSE = b"prazo side message-id 1"  # so that neither proof is good for the other
MOST = 200  # ids looked at in one mail; the reader keeps fewer
SHAPE = re.compile(
    r"<([ps])([0-9]{1,18})\.([0-9]{1,18})\.([a-z2-7]{32})@[^<>@\s]{1,255}>", re.ASCII
)


@dataclass(frozen=True, slots=True)
class Named:
    """What a Message-ID of ours stands for: a mail about a ticket, or in a side thread (B9).
    `outgoing` is 0 where it is a root."""

    outgoing: int
    ticket: int
    side: int = 0


def message_id(outgoing: int, ticket: int) -> str:
    """The Message-ID of an outgoing mail, the same however often it is handed over.

    `ticket` is 0 for a mail about none.
    """
    return _written("p", ticket, outgoing)


def side_message_id(outgoing: int, thread: int) -> str:
    """The same for a mail in a side thread: who answers it is no party to the ticket."""
    return _written("s", thread, outgoing)


def root_id(ticket: int, side: int = 0) -> str:
    """What all mails about a ticket, or of a side thread, refer to besides. Some servers on the
    way out give a mail another Message-ID; who answers it then quotes this."""
    return side_message_id(0, side) if side else message_id(0, ticket)


def named(given: str) -> Named | None:
    """What a Message-ID names, if it is one of ours. The domain may have changed since."""
    shape = SHAPE.fullmatch(given.strip())
    if shape is None:
        return None
    kind, about, outgoing = shape[1], int(shape[2]), int(shape[3])
    good = False
    for key in _keys(kind):  # all of them, so that the time tells nothing
        good |= hmac.compare_digest(_mac(key, outgoing, about), shape[4])
    if not good:
        return None
    return Named(outgoing, about) if kind == "p" else Named(outgoing, 0, about)


def ticket_answered(in_reply_to: Iterable[str], references: Sequence[str]) -> int | None:
    """The ticket a mail is proved to answer: by In-Reply-To, else by the newest reference."""
    found = _answered(in_reply_to, references)
    return found.ticket if found and found.ticket else None


def side_thread_answered(in_reply_to: Iterable[str], references: Sequence[str]) -> int | None:
    """The side thread a mail is proved to answer, as above."""
    found = _answered(in_reply_to, references)
    return found.side if found and found.side else None


def _answered(in_reply_to: Iterable[str], references: Sequence[str]) -> Named | None:
    """The first that names a ticket or a side thread."""
    candidates = [*in_reply_to, *reversed(references)][:MOST]
    known = (found for found in map(named, candidates) if found)
    return next((found for found in known if found.ticket or found.side), None)


def _written(kind: str, about: int, outgoing: int) -> str:
    mac = _mac(_keys(kind)[0], outgoing, about)
    return f"<{kind}{about}.{outgoing}.{mac}@{settings.MAIL_ID_DOMAIN}>"


def _mac(key: bytes, outgoing: int, about: int) -> str:
    told = f"{about}.{outgoing}".encode()
    digest = hmac.digest(key, told, hashlib.sha256)[:MAC_BYTES]
    return base64.b32encode(digest).decode().lower()


def _keys(kind: str) -> tuple[bytes, ...]:
    """One for each secret key in use: the first writes, all are believed."""
    purpose = PURPOSE if kind == "p" else SIDE_PURPOSE
    secrets = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return tuple(_derived(secret, purpose) for secret in secrets)


@lru_cache(maxsize=16)
def _derived(secret: str, purpose: bytes) -> bytes:
    return hmac.digest(secret.encode(), purpose, hashlib.sha256)
