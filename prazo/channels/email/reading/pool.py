"""Reading mails in a limited child, so that a mail can ruin nothing but itself (TR8, DU04)."""

from functools import cache
from typing import Final

from prazo.channels.email.reading.mail import ReadMail
from prazo.channels.email.reading.wire import unpacked
from prazo.lib.child import Limits, Pool

STANDARD: Final = Limits()
MODULE: Final = "prazo.channels.email.reading.child"


def read_in_child(raw: bytes, limits: Limits = STANDARD) -> ReadMail:
    """Read one mail in this process's child for these limits; waits for the answer.

    Raises `Unreadable` when the mail is at fault, `ChildUnavailable` when it is not.
    """
    return shared_pool(limits).submit(raw).result()


@cache
def shared_pool(limits: Limits) -> "ReaderPool":
    return ReaderPool(limits)


class ReaderPool(Pool[ReadMail]):
    def __init__(self, limits: Limits = STANDARD) -> None:
        super().__init__(MODULE, unpacked, limits)
