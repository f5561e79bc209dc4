"""Say that two tickets of a desk hang together: related, one blocks or causes the other."""

from contextlib import suppress
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from prazo.accounts.models import Desk
from prazo.desk.acting import announce
from prazo.desk.actor import Actor
from prazo.desk.models import Link, Ticket
from prazo.lib import scope
from prazo.lib.refusal import Refusal

Kind = Link.Kind
LONGEST_CHAIN = 50


def link(ticket: Ticket, *, other: Ticket, kind: str, by: Actor, at: datetime) -> Link:
    """`ticket` is related to, blocks or causes `other`. No clock hears of it."""
    if kind not in Kind.values:
        raise Refusal("unknown_kind", _("Choose how they hang together."), "how")
    if ticket.pk == other.pk:
        raise Refusal("itself", _("A ticket cannot be linked to itself."), "other")
    if ticket.desk_id != other.desk_id:
        raise Refusal("unknown", _("There is no such ticket at this desk."), "other")
    first, second = ticket, other
    if kind == Kind.RELATED and other.pk < ticket.pk:
        first, second = other, ticket
    with transaction.atomic():
        lock_links(ticket.desk_id)
        held = {ticket.pk, other.pk}
        list(Ticket.objects.select_for_update(of=("self",)).filter(pk__in=held).order_by("pk"))
        _must_make_sense(first, second, kind)
        try:
            with transaction.atomic():
                made = Link.objects.create(
                    desk_id=first.desk_id,
                    first=first,
                    second=second,
                    kind=kind,
                    user=by.user,
                    at=at,
                )
        except IntegrityError:
            raise Refusal("linked", _("They are linked so already."), "other") from None
        announce(first, second)
    return made


def lock_links(desk: int) -> None:
    """One change of a desk's links after another, so that no two close a circle together. Asked
    for before any ticket is locked."""
    Desk.objects.select_for_update(no_key=True).get(pk=desk)


def unlink(ticket: Ticket, *, link: Link, at: datetime) -> None:
    """From either end. Done twice it is done."""
    if ticket.pk not in (link.first_id, link.second_id):
        raise Refusal("unknown", _("This ticket has no such link."), "link")
    with transaction.atomic():
        Link.objects.filter(pk=link.pk).delete()
        announce(link.first, link.second)


def carry_links(source: Ticket, case: Ticket) -> None:
    """Of a ticket that is merged, to the case it is part of now, also those to tickets that who
    merges does not see; those that make no sense there end with it."""
    with scope.entered(scope.whole()):
        rows = Link.objects.filter(Q(first=source) | Q(second=source)).order_by("pk")
        for row in rows.select_related("first", "second"):
            first = case if row.first_id == source.pk else row.first
            second = case if row.second_id == source.pk else row.second
            row.delete()
            if first.pk != second.pk:
                with suppress(Refusal), transaction.atomic():
                    _make(first, second, row)


def _make(first: Ticket, second: Ticket, like: Link) -> None:
    _must_make_sense(first, second, like.kind)
    if like.kind == Kind.RELATED and second.pk < first.pk:
        first, second = second, first
    known = Link.objects.filter(first=first, second=second, kind=like.kind)
    if not known.exists():
        Link.objects.create(
            desk_id=like.desk_id, first=first, second=second, kind=like.kind,
            user=like.user, at=like.at,
        )  # fmt: skip


def _must_make_sense(first: Ticket, second: Ticket, kind: str) -> None:
    for one in (first, second):
        if one.status == Ticket.Status.MERGED:
            raise Refusal(
                "merged",
                _("Ticket #%(number)s was merged. Link the case it is part of now."),
                "other",
                {"number": one.number},
            )
    if kind == Kind.RELATED:
        return
    if _leads_to(second, first, kind):
        raise Refusal(
            "circle",
            _("The other way round it is so already: they would wait on each other for ever."),
            "other",
        )
    if kind == Kind.CAUSES:
        _must_have_no_other_cause(first, second)


def _must_have_no_other_cause(first: Ticket, second: Ticket) -> None:
    known = Link.objects.filter(second=second, kind=Kind.CAUSES)
    cause = known.values_list("first", flat=True).first()
    if cause in (None, first.pk):
        return
    number = Ticket.objects.filter(pk=cause).values_list("number", flat=True).first()
    if number is None:
        raise Refusal(
            "has_cause",
            _("#%(number)s has a cause already, in a private team: there the link is removed."),
            "other",
            {"number": second.number},
        )
    raise Refusal(
        "has_cause",
        _("#%(number)s has a cause already: #%(cause)s. Remove that link first."),
        "other",
        {"number": second.number, "cause": number},
    )


def _leads_to(start: Ticket, end: Ticket, kind: str) -> bool:
    """Whether links of a kind go on from one ticket to the other."""
    reached, coming = {start.pk}, {start.pk}
    for _step in range(LONGEST_CHAIN):
        if end.pk in reached:
            return True
        found = Link.objects.filter(first__in=coming, kind=kind).values_list("second", flat=True)
        coming = set(found) - reached
        if not coming:
            return False
        reached |= coming
    return True  # so long a chain is taken for a circle
