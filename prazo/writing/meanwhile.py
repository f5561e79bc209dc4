"""Whether somebody else spoke while an answer was written: it is said before it is sent (R04)."""

from datetime import datetime

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from prazo.accounts.models import User
from prazo.desk.models import Message, Ticket
from prazo.lib.refusal import Refusal
from prazo.writing.models import Draft

SPOKEN = (
    Message.Kind.REQUEST,
    Message.Kind.REPLY,
    Message.Kind.QUESTION,
    Message.Kind.SUMMARY,
)
SHOWN = 200


class Meanwhile(Refusal):
    """`seen` is how far one has seen who was told this."""

    seen: datetime


def last_said(ticket: Ticket) -> datetime:
    """When somebody last spoke on it."""
    said = ticket.messages.filter(kind__in=SPOKEN).aggregate(last=Max("at"))["last"]
    return max(said or ticket.opened_at, ticket.opened_at)


def answered_meanwhile(ticket: Ticket, seen: datetime, user: User | None) -> None:
    """Refuse, once, what would cross somebody else's words or stand beside a colleague's answer.

    Both are kept if it is sent again; nobody is kept from sending.
    """
    said = (
        ticket.messages.filter(kind__in=SPOKEN, automatic="", at__gt=seen)
        .exclude(user__isnull=False, user=user)
        .select_related("user", "requester")
        .order_by("-at", "-pk")
        .first()
    )
    if said is not None:
        who = str(said.user or said.requester or said.sender)
        text = " ".join(said.text.split())
        shown = f"{text[:SHOWN]}…" if len(text) > SHOWN else text
        raise _refused(
            _("%(who)s wrote while you did: “%(text)s” Send again to do it all the same."),
            said.at,
            {"who": who, "text": shown},
        )
    held = (
        Draft.objects.filter(ticket=ticket, pressed_at__gt=seen)
        .exclude(user=user)
        .select_related("user")
        .order_by("-pressed_at")
        .first()
    )
    if held is not None and held.pressed_at is not None:
        raise _refused(
            _("%(who)s has just answered: it goes out now. Send again to do it all the same."),
            held.pressed_at,
            {"who": str(held.user)},
        )


def _refused(sentence: object, seen: datetime, params: dict[str, str]) -> Meanwhile:
    refusal = Meanwhile("meanwhile", sentence, params=params, conflict=True)  # type: ignore[arg-type]
    refusal.seen = seen
    return refusal
