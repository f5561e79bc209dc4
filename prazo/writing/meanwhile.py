"""Whether somebody else spoke while an answer was written: it is said before it is sent (R04)."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db.models import Max, QuerySet
from django.utils.translation import gettext_lazy as _

from prazo.accounts.models import User
from prazo.desk.models import Message, SideMessage, Ticket
from prazo.lib.refusal import Refusal
from prazo.writing import kinds
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


def last_said(*tickets: Ticket) -> datetime:
    """When somebody last spoke on one of them."""
    said = Message.objects.filter(ticket__in=tickets, kind__in=SPOKEN)
    last = said.aggregate(last=Max("at"))["last"]
    return max(*(ticket.opened_at for ticket in tickets), last or tickets[0].opened_at)


def answered_meanwhile(
    ticket: Ticket, seen: datetime, user: User | None, children: Sequence[Ticket] = ()
) -> None:
    """Refuse, once, what would cross somebody else's words or stand beside a colleague's answer,
    on the ticket or on those that are answered with it.

    Both are kept if it is sent again; nobody is kept from sending.
    """
    answered = [ticket, *children]
    said = (
        Message.objects.filter(ticket__in=answered, kind__in=SPOKEN, automatic="", at__gt=seen)
        .exclude(user__isnull=False, user=user)
        .select_related("user", "requester", "ticket")
        .order_by("-at", "-pk")
        .first()
    )
    if said is not None:
        who = str(said.user or said.requester or said.sender)
        raise _crossed(
            who, said.text, said.at, said.ticket if said.ticket_id != ticket.pk else None
        )
    held = (
        Draft.objects.filter(ticket__in=answered, kind__in=kinds.ANSWERS, pressed_at__gt=seen)
        .exclude(user=user)
        .select_related("user")
        .order_by("-pressed_at")
        .first()
    )
    if held is not None:
        raise _goes_out(held)


def last_said_beside(ticket: Ticket, thread: int | None) -> datetime:
    """When somebody last spoke in a side thread; None stands for all of them."""
    last = _beside(ticket, thread).aggregate(last=Max("at"))["last"]
    return max(last or ticket.opened_at, ticket.opened_at)


def written_beside_meanwhile(
    ticket: Ticket, thread: int | None, seen: datetime, user: User | None
) -> None:
    """The same for a mail to somebody outside: over their answer, or a colleague's mail to them. A
    new thread would stand beside any."""
    said = (
        _beside(ticket, thread)
        .filter(automatic="", at__gt=seen)
        .exclude(user__isnull=False, user=user)
        .select_related("user")
        .order_by("-at", "-pk")
        .first()
    )
    if said is not None:
        raise _crossed(str(said.user or said.sender), said.text, said.at)
    own = {"kind": kinds.beside(thread)} if thread else {"kind__startswith": kinds.SIDE}
    held = (
        Draft.objects.filter(ticket=ticket, pressed_at__gt=seen, **own)
        .exclude(user=user)
        .select_related("user")
        .order_by("-pressed_at")
        .first()
    )
    if held is not None:
        raise _goes_out(held)


def _beside(ticket: Ticket, thread: int | None) -> QuerySet[SideMessage]:
    of_ticket = SideMessage.objects.filter(thread__ticket=ticket)
    return of_ticket.filter(thread=thread) if thread else of_ticket


def _crossed(who: str, said: str, at: datetime, elsewhere: Ticket | None = None) -> "Meanwhile":
    text = " ".join(said.split())
    shown = {"who": who, "text": f"{text[:SHOWN]}…" if len(text) > SHOWN else text}
    if elsewhere is None:
        sentence = _("%(who)s wrote while you did: “%(text)s” Send again to do it all the same.")
        return _refused(sentence, at, shown)
    sentence = _(
        "%(who)s wrote on #%(number)s while you did: “%(text)s” Send again to do it all the same."
    )
    return _refused(sentence, at, {**shown, "number": elsewhere.number})


def _goes_out(held: Draft) -> "Meanwhile":
    assert held.pressed_at is not None
    return _refused(
        _("%(who)s has just answered: it goes out now. Send again to do it all the same."),
        held.pressed_at,
        {"who": str(held.user)},
    )


def _refused(sentence: object, seen: datetime, params: Mapping[str, object]) -> Meanwhile:
    refusal = Meanwhile("meanwhile", sentence, params=params, conflict=True)  # type: ignore[arg-type]
    refusal.seen = seen
    return refusal
