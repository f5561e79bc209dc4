"""Call a ticket spam, or say that it is none: then it never was."""

from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from prazo.desk.acting import acting, must_be_open, wake
from prazo.desk.actor import Actor
from prazo.desk.events import record
from prazo.desk.masking import masked
from prazo.desk.models import Message, Outgoing, Ticket
from prazo.desk.receipt import NO_RECEIPT
from prazo.engine.events import Author, Kind
from prazo.lib.refusal import Refusal

HELD_BACK = "spam"
"""Why a mail was never sent."""
HANDED_OVER = timedelta(seconds=30)
"""Within which who hands a mail over shows that he still does."""


def mark_spam(ticket: Ticket, *, by: Actor, at: datetime, reason: str = "") -> Ticket:
    """It leaves every queue, count, clock and report, and nothing is sent that is not away yet."""
    with acting(ticket, at) as locked:
        must_be_open(locked)
        was, clean = locked.waiting_on, masked(reason)[0]
        record(locked, Kind.SPAM, at=at, by=by, was=was, reason=clean)
        locked.status, locked.waiting_on = Ticket.Status.SPAM, ""
        waiting = Outgoing.objects.filter(ticket=locked, sent_at=None, try_at__isnull=False)
        waiting.update(try_at=None, error=HELD_BACK)
    return locked


def not_spam(ticket: Ticket, *, by: Actor, at: datetime) -> Ticket:
    """It stands as it stood. The mistake was ours: its clocks ran all the while."""
    with acting(ticket, at) as locked:
        if locked.status != Ticket.Status.SPAM:
            raise Refusal(
                "not_spam",
                _("Ticket #%(number)s is no spam."),
                params={"number": locked.number},
                conflict=True,
            )
        locked.waiting_on = _still_awaited(locked)
        locked.status = Ticket.Status.WAITING if locked.waiting_on else Ticket.Status.OPEN
        record(locked, Kind.NOT_SPAM, at=at, by=by)
        _send_after_all(locked, at)
        if not _was_answered(locked) and NO_RECEIPT not in locked.marks:
            locked.marks = [*locked.marks, NO_RECEIPT]
    return locked


def _send_after_all(ticket: Ticket, at: datetime) -> None:
    """What was held back, since its fact counts as done; but for receipts, whose promises count
    from then: who got nothing else is to be answered by somebody."""
    held = Outgoing.objects.filter(ticket=ticket, error=HELD_BACK, sent_at=None, failed_at=None)
    held = held.exclude(message__kind=Message.Kind.RECEIPT)
    tried = held.filter(tries__gt=0).update(try_at=at + HANDED_OVER, error="")
    if held.update(try_at=at, error="") or tried:
        wake("outgoing")


def _still_awaited(ticket: Ticket) -> str:
    """Whom it waited on, unless he has written since."""
    called = ticket.events.filter(kind=Kind.SPAM).order_by("at", "id").last()
    was = str(called.data.get("was", "")) if called else ""
    if was != "customer" or called is None:
        return was
    said = ticket.events.filter(kind=Kind.MESSAGE, by=Author.REQUESTER, pk__gt=called.pk)
    return "" if said.exclude(data__automatic=True).exists() else was


def _was_answered(ticket: Ticket) -> bool:
    """Whether any mail of ours went out."""
    ours = Message.objects.filter(ticket=ticket).exclude(kind=Message.Kind.REQUEST)
    return ours.exclude(outgoing__error=HELD_BACK, outgoing__sent_at=None).exists()
