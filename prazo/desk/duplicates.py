"""Open tickets that may be the same case as one, out of the database."""

from dataclasses import dataclass

from django.db.models import Case, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import Greatest, Least, Left

from prazo.desk.likeness import WINDOW, Likeness, Look, suggest
from prazo.desk.models import Apart, Message, Ticket, TicketQuerySet
from prazo.lib.quotes import said

MOST_LOOKED_AT = 60
READ = 4000
"""Characters of a message, of which quotations and signatures are then folded away."""


@dataclass(frozen=True, slots=True)
class Suspect:
    ticket: Ticket
    why: Likeness


def duplicates(ticket: Ticket, among: TicketQuerySet) -> list[Suspect]:
    """The likeliest first; in two statements. `among` is what the asker may see."""
    rows = {row.number: row for row in _candidates(ticket, among)}
    if not rows:
        return []
    looks = [_look(row, getattr(row, "words", "")) for row in rows.values()]
    own = _first_text(Q(ticket=ticket.pk)).values_list(Left("text", READ), flat=True).first()
    return [Suspect(rows[why.number], why) for why in suggest(_look(ticket, own), looks)]


def _candidates(ticket: Ticket, among: TicketQuerySet) -> QuerySet[Ticket]:
    """Those it could be merged with (T15), the same person's first, the latest first."""
    if ticket.customer_id is None and ticket.requester_id is None:
        return among.none()
    whose = (
        Q(customer=ticket.customer_id)
        if ticket.customer_id is not None
        else Q(customer=None, requester=ticket.requester_id)
    )
    told = Apart.objects.filter(
        first=Least(OuterRef("pk"), ticket.pk), second=Greatest(OuterRef("pk"), ticket.pk)
    )
    since, until = ticket.opened_at - WINDOW, ticket.opened_at + WINDOW
    own = Case(When(requester=ticket.requester_id, then=0), default=1, output_field=IntegerField())
    first = _first_text(Q(ticket=OuterRef("pk"))).values(words=Left("text", READ))
    return (
        among.open()
        .filter(whose, ~Exists(told), desk=ticket.desk_id, synthetic=False)
        .filter(opened_at__range=(since, until))
        .exclude(pk=ticket.pk)
        .select_related("requester")
        .annotate(words=Subquery(first[:1]))
        .order_by(own, F("opened_at").desc())[:MOST_LOOKED_AT]
    )


def _first_text(of: Q) -> QuerySet[Message]:
    return Message.objects.filter(of, kind=Message.Kind.REQUEST).order_by("at", "pk")


def _look(ticket: Ticket, text: str | None) -> Look:
    return Look(
        number=ticket.number,
        requester=ticket.requester_id,
        customer=ticket.customer_id,
        at=ticket.opened_at,
        subject=ticket.subject,
        text=said(text or ""),
        channel=ticket.channel,
        language=ticket.language,
    )
