"""Mail a person what fell to him: all that is due in one mail for each desk, once.

Several desks are several mails, for each goes by its desk's own server.
"""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import InterfaceError, OperationalError, transaction
from django.db.models import QuerySet

from prazo.accounts.models import Desk, User
from prazo.desk.models import Ticket
from prazo.desk.post import post_to_person
from prazo.lib import rows
from prazo.lib.crash import crash
from prazo.notices.alone import alone, hold
from prazo.notices.choices import CALM, LONGEST
from prazo.notices.letter import Told, letter
from prazo.notices.models import Occasion

log = logging.getLogger("prazo.notices")

MAILING = 2
AFTER_A_FAILURE = timedelta(hours=1)

DUE = """
select user_id, desk_id from notices_occasion where mail_after <= %s
 group by user_id, desk_id
having min(mail_after) <= %s and (max(told_at) <= %s or min(mail_after) <= %s)
 order by min(mail_after) limit 1
"""
"""Whose mail has waited longest, once it is calm."""


def mail(as_of: datetime) -> bool:
    """Write one mail; whether there was anybody to write to."""
    with transaction.atomic():
        if not alone(MAILING):
            return False
        due = rows.select(DUE, as_of + CALM, as_of, as_of - CALM, as_of + CALM - LONGEST)
        for user, desk in due:
            try:
                with transaction.atomic():
                    _mail(User.objects.get(pk=user), Desk.objects.get(pk=desk), as_of)
            except (OperationalError, InterfaceError):
                raise  # the database's trouble, not this mail's
            except Exception:  # one mail that cannot be written holds up nobody else's
                log.exception("no mail about notices could be written to user %s", user)
                later = as_of + AFTER_A_FAILURE
                _waiting(user, desk, as_of).update(mail_after=later)
        crash("notices.before_mail")
    return bool(due)


def _waiting(user: int, desk: int, as_of: datetime) -> QuerySet[Occasion]:
    return Occasion.objects.filter(user=user, desk=desk, mail_after__lte=as_of + CALM)


def _mail(user: User, desk: Desk, as_of: datetime) -> None:
    """What was seen meanwhile, and what may no longer be seen, is not mailed."""
    hold([user.pk])
    found = list(_waiting(user.pk, desk.pk, as_of).order_by("pk"))
    told = _told(user, [one for one in found if one.seen_at is None]) if user.is_active else []
    if told:
        subject, text = letter(user, desk, told)
        _post(user, desk, told, subject, text, as_of)
    mailed = [one.occasion.pk for one in told]
    Occasion.objects.filter(pk__in=mailed).update(mail_after=None, mailed_at=as_of)
    left = [one.pk for one in found if one.pk not in set(mailed)]
    Occasion.objects.filter(pk__in=left).update(mail_after=None)


def _told(user: User, occasions: Sequence[Occasion]) -> list[Told]:
    seen = Ticket.objects.visible_to(user).filter(pk__in={one.ticket_id for one in occasions})
    tickets = {
        ticket.pk: ticket
        for ticket in seen.select_related("version").defer("version__text", "version__holidays")
    }
    return [Told(one, tickets[one.ticket_id]) for one in occasions if one.ticket_id in tickets]


def _post(
    user: User, desk: Desk, told: Sequence[Told], subject: str, text: str, as_of: datetime
) -> None:
    """The key names the first occasion, which is in no other mail."""
    post_to_person(
        desk,
        key=f"notices:{user.pk}:{told[0].occasion.pk}",
        to=user.email,
        subject=subject,
        text=text,
        at=as_of,
        headers={"Auto-Submitted": "auto-generated", "Content-Language": user.language},
    )
