"""End the tickets that one cause brought about, with the cause's own summary."""

from collections.abc import Callable, Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from prazo.desk.actions.resolve import resolve
from prazo.desk.actor import Actor
from prazo.desk.models import Link, Ticket, TicketQuerySet
from prazo.desk.wording import PLAIN
from prazo.lib.refusal import Refusal


def unsigned(by: Actor, ticket: Ticket) -> str:
    return ""


def children(ticket: Ticket) -> TicketQuerySet:
    """Those of its children that are open."""
    caused = Link.objects.filter(first=ticket, kind=Link.Kind.CAUSES).values("second")
    return Ticket.objects.open().filter(pk__in=caused, desk=ticket.desk_id).order_by("pk")


def resolve_with_children(
    ticket: Ticket,
    *,
    chosen: Sequence[Ticket],
    by: Actor,
    at: datetime,
    summary: str,
    markup: str = PLAIN,
    signed: Callable[[Actor, Ticket], str] = unsigned,
) -> Ticket:
    """The ticket, if it is open still, and those of its children that were chosen: all or none.

    Each requester gets the summary on his own ticket, with the signature that `signed` gives it.
    A child that cannot be resolved is named.
    """
    with transaction.atomic():
        wanted = sorted({ticket.pk, *(child.pk for child in chosen)})
        # In the order in which everybody locks tickets.
        list(Ticket.objects.select_for_update(of=("self",)).filter(pk__in=wanted).order_by("pk"))

        def resolved(one: Ticket) -> Ticket:
            signature = signed(by, one)
            return resolve(one, by=by, at=at, summary=summary, markup=markup, signature=signature)

        if ticket.is_open or not chosen:
            ticket = resolved(ticket)
        theirs = {child.pk: child for child in children(ticket)}
        for child in chosen:
            _resolve(child, theirs, resolved)
    return ticket


def _resolve(
    child: Ticket, theirs: dict[int, Ticket], resolved: Callable[[Ticket], Ticket]
) -> None:
    try:
        if child.pk not in theirs:
            raise Refusal("not_a_child", _("it is no open child of this ticket any more"))
        resolved(theirs[child.pk])
    except Refusal as refusal:
        raise Refusal(
            "child",
            _("#%(number)s cannot be resolved with it: %(reason)s Leave it out, or mend that."),
            "children",
            {"number": child.number, "reason": str(refusal)},
            conflict=refusal.conflict,
        ) from refusal
