"""Where a mail ended: what is written into the raw mail's row."""

from dataclasses import dataclass

from prazo.accounts.models import Desk
from prazo.channels.email.models import RawMail


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    state: RawMail.State
    reason: str = ""
    desk: Desk | None = None
    ticket_id: int | None = None
    message_id: int | None = None
