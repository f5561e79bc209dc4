"""Make one case of two: the other ticket ends, its messages and its time come along (D16)."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from prazo.desk.acting import acting, must_be_open, must_not_be_spam
from prazo.desk.actions.link import carry_links, lock_links
from prazo.desk.actor import Actor
from prazo.desk.calls import MARK as CALL_UNWRITTEN
from prazo.desk.events import record
from prazo.desk.intake.beside import MARK as WRITTEN_BESIDE
from prazo.desk.models import Message, Note, Reminder, SideThread, Ticket
from prazo.desk.private_teams import join, must_be_seen_alike
from prazo.desk.receipt import NO_RECEIPT
from prazo.desk.side_marks import MARK as SIDE_ANSWER
from prazo.desk.tags import MOST
from prazo.engine.events import Kind
from prazo.lib.refusal import Refusal

GOES_ALONG = (SIDE_ANSWER, CALL_UNWRITTEN, WRITTEN_BESIDE, NO_RECEIPT)
"""What is to be looked at wherever its cause is now."""


def merge(ticket: Ticket, *, into: Ticket, by: Actor, at: datetime) -> Ticket:
    """The case `into` runs from the earliest communication of the two."""
    if ticket.pk == into.pk:
        must_go_together(ticket, into)
    first, second = sorted((ticket, into), key=lambda each: each.pk)
    with transaction.atomic():
        lock_links(ticket.desk_id)
        # Both rows are locked in one order, so that two merges cannot wait on each other.
        list(Ticket.objects.select_for_update().filter(pk__in=[first.pk, second.pk]).order_by("pk"))
        with acting(ticket, at) as source, acting(into, at) as case:
            must_go_together(source, case)
            record(source, Kind.MERGED_INTO, at=at, by=by, number=case.number, ticket_id=case.pk)
            record(case, Kind.MERGED, at=at, by=by, number=source.number, ticket_id=source.pk)
            join(source, case)
            source.status, source.waiting_on = Ticket.Status.MERGED, ""
            source.merged_into, source.closed_at = case, at
            Message.objects.filter(ticket=source).update(ticket=case)
            Note.objects.filter(ticket=source).update(ticket=case)
            SideThread.objects.filter(ticket=source).update(ticket=case)
            Reminder.objects.filter(ticket=source).update(ticket=case, hides=False)
            carry_links(source, case)
            come_along = [mark for mark in source.marks if mark in GOES_ALONG]
            case.marks = list(dict.fromkeys([*case.marks, *come_along]))
            _tag_alike(source, case, by, at)
    return case


def must_go_together(source: Ticket, case: Ticket) -> None:
    """Refusal where the two cannot become one case."""
    if source.pk == case.pk:
        raise Refusal("itself", _("A ticket cannot be merged into itself."), "into")
    must_be_open(case)
    must_not_be_spam(source)
    if source.status == Ticket.Status.MERGED:
        raise Refusal("merged", _("It is merged already."), conflict=True)
    if source.desk_id != case.desk_id or not _of_one_customer(source, case):
        raise Refusal(
            "other_customer",
            _("Only tickets of one customer can be merged."),  # T15
            "into",
        )
    must_be_seen_alike(source, case)


def _tag_alike(source: Ticket, case: Ticket, by: Actor, at: datetime) -> None:
    """Whoever looks for a tag finds the case that goes on."""
    added = [one for one in source.tags if one not in case.tags][: max(0, MOST - len(case.tags))]
    if added:
        case.tags = sorted([*case.tags, *added])
        record(case, Kind.TAGGED, at=at, by=by, added=added, removed=[])


def _of_one_customer(one: Ticket, other: Ticket) -> bool:
    """Where nobody knows whose they are, only the same person's are certain to be of one."""
    if one.customer_id is None and other.customer_id is None:
        return one.requester_id is not None and one.requester_id == other.requester_id
    return one.customer_id == other.customer_id
