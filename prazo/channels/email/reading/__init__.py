"""The mail reader: raw bytes in, a plain value out, whatever they are.

    read(raw)             in this process; the parsers are loaded by the first mail
    ReaderPool.submit     in a child with limits, for mails that strangers wrote
    authentication        what our own mail server found out about the sender
    shown_address         an address as people may see it

No Django here, no clock, no network, no file but the language model.
"""

from prazo.channels.email.reading.authentication import authentication
from prazo.channels.email.reading.mail import (
    Address,
    Attachment,
    Authentication,
    Automatic,
    Bounce,
    ReadMail,
)
from prazo.channels.email.reading.pool import ReaderPool, read_in_child
from prazo.channels.email.reading.shown import shown_address
from prazo.lib.child import ChildUnavailable, Limits, Unreadable

__all__ = [
    "Address", "Attachment", "Authentication", "Automatic", "Bounce", "ChildUnavailable", "Limits",
    "ReadMail", "ReaderPool", "Unreadable", "authentication", "read", "read_in_child",
    "shown_address",
]  # fmt: skip


def read(raw: bytes) -> ReadMail:
    """Read one mail here and now. Never raises, but has no limits: see `ReaderPool`."""
    from prazo.channels.email.reading.reader import read as read_mail  # loads 20 MB of parsers

    return read_mail(raw)
