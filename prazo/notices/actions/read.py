"""Notices are read: one line, all of them, or those about the ticket that was opened."""

from datetime import datetime

from django.db import transaction

from prazo.accounts.models import User
from prazo.desk.models import Ticket
from prazo.lib import rows
from prazo.notices.alone import hold
from prazo.notices.bell import ring
from prazo.notices.models import Notice, Occasion

OPENED = """
with seen as (
  update notices_occasion set seen_at = %s where user_id = %s and ticket_id = %s
     and seen_at is null returning notice_id),
     read as (
  update notices_notice n set seen_at = %s
   where n.id in (select notice_id from seen) and n.seen_at is null
     and not exists (select from notices_occasion o
                      where o.notice_id = n.id and o.seen_at is null and o.ticket_id <> %s)
  returning n.id)
select count(*) from read
"""
"""The line of a storm is read with the last of its tickets."""
UNSEEN = """
select exists (select from notices_occasion
                where user_id = %s and ticket_id = %s and seen_at is null)
"""


def read(user: User, *, at: datetime, notice: int) -> None:
    """One line of one's own; nothing where it is another's, or gone."""
    _read(user, at, [notice])


def read_all(user: User, *, at: datetime, shown_at: datetime) -> None:
    """All that were there when the list was shown; what fell since stays unread."""
    unread = Notice.objects.visible_to(user).filter(seen_at=None, at__lte=shown_at)
    _read(user, at, list(unread.values_list("pk", flat=True)))


def opened(user: User, ticket: Ticket, *, at: datetime) -> bool:
    """The ticket is before his eyes; whether any line was read by it."""
    ((unseen,),) = rows.select(UNSEEN, user.pk, ticket.pk)
    if not unseen:  # as mostly: then nothing is locked or written by a look at a page
        return False
    with transaction.atomic():
        hold([user.pk])
        ((lines,),) = rows.select(OPENED, at, user.pk, ticket.pk, at, ticket.pk)
        if lines:
            ring([user.pk])
    return bool(lines)


def _read(user: User, at: datetime, notices: list[int]) -> None:
    with transaction.atomic():
        hold([user.pk])
        unread = Notice.objects.filter(pk__in=notices, user=user, seen_at=None)
        if unread.update(seen_at=at):
            Occasion.objects.filter(notice__in=notices, user=user, seen_at=None).update(seen_at=at)
            ring([user.pk])
