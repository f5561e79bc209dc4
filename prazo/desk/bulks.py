"""Bulks that were asked for and are not done yet: what they will do counts from the asking."""

from datetime import datetime, timedelta

from django.contrib.postgres.fields import ArrayField
from django.db.models import BigIntegerField, Exists, Func, OuterRef

from prazo.desk.models import Bulk

HELD = timedelta(seconds=10)
"""For so long one can be taken back."""
GRACE = timedelta(minutes=1)
"""For so long after its time it keeps steps from being taken for want of it."""


def asked_for(as_of: datetime) -> Exists:
    """Of a ticket: it is among those to which something is about to be done, so nobody is told
    meanwhile that nothing was. One that nobody does silences nothing."""
    waiting = Bulk.objects.filter(done_at=None, undone_at=None, asked_at__gt=as_of - HELD - GRACE)
    return Exists(waiting.filter(tickets__contains=_alone(OuterRef("pk"))))


def _alone(ticket: OuterRef) -> Func:
    many = ArrayField(BigIntegerField())
    return Func(
        ticket, function="array", template="%(function)s[%(expressions)s]", output_field=many
    )
