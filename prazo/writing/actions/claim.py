"""Whether a form is sent for the first time: twice sent, it says what it says once (R05).

A second click, a request repeated over a lost answer, a page left open: all carry the name the
form was drawn with. Forgotten is it with the act that is refused or taken back.
"""

from datetime import datetime
from hashlib import sha256

from django.utils.translation import gettext_lazy as _

from prazo.accounts.models import User
from prazo.desk.models import Ticket
from prazo.lib.refusal import Refusal
from prazo.writing.models import Draft, Press

OTHERWISE = "said_otherwise"
"""The code of a refusal: by this form something else was said."""


def said_before(once: str, said: str, *, user: User) -> Ticket | None:
    """The ticket that the very same form opened already, for one that had none yet."""
    row = Press.objects.filter(user=user, once=once).select_related("ticket").first()
    if row is None:
        return None
    if row.said != _digest(row.ticket, said):
        raise _otherwise()
    return row.ticket


def claim(ticket: Ticket, once: str, said: str, *, user: User, at: datetime) -> bool:
    """In the transaction of its act. False where the very same was done already."""
    if not once:
        return True
    row, made = Press.objects.get_or_create(
        user=user,
        once=once,
        defaults={
            "desk_id": ticket.desk_id,
            "ticket": ticket,
            "said": _digest(ticket, said),
            "at": at,
        },
    )
    if not made and row.said != _digest(ticket, said):
        raise _otherwise()
    return made


def _otherwise() -> Refusal:
    return Refusal(
        OTHERWISE,
        _("What stood here before was sent already. Press again to send this, too."),
        conflict=True,
    )


def is_claimed(ticket: Ticket, once: str, said: str, *, user: User) -> bool:
    own = Press.objects.filter(user=user, once=once, said=_digest(ticket, said))
    return bool(once) and own.exists()


def give_up(held: Draft) -> None:
    """What is taken back may be sent again, from wherever it stands."""
    assert held.pressed_at is not None
    own = Press.objects.filter(user=held.user_id, ticket=held.ticket_id, at=held.pressed_at)
    own.delete()


def _digest(ticket: Ticket, said: str) -> str:
    return sha256(f"{ticket.pk} {said}".encode()).hexdigest()
