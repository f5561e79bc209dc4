"""What is forgotten of mails, and when: the raw form, secrets and all, is kept for a time only."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from prazo.channels.email.models import RawMail
from prazo.desk.models import Ticket

State = RawMail.State
PORTION = 500
DONE = (State.READ, State.DUPLICATE, State.IGNORED)


def forget_raw_mails(as_of: datetime) -> bool:
    """Delete a portion of the raw mails that are old and done with; whether there may be more.

    One that nobody could read stays as long as its ticket is open: it is all there is.
    """
    old = Q(received_at__lt=as_of - timedelta(days=settings.RAW_MAIL_DAYS))
    unread = Q(state=State.UNREADABLE) & ~Q(ticket__status__in=Ticket.OPEN)
    with transaction.atomic():
        due = RawMail.objects.filter(old & (Q(state__in=DONE) | unread))
        rows = due.order_by("received_at").select_for_update(skip_locked=True, of=("self",))
        found = list(rows.values_list("pk", flat=True)[:PORTION])
        RawMail.objects.filter(pk__in=found).delete()
    return len(found) == PORTION
