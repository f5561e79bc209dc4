"""Forget notices after a while: what happened stays with the ticket."""

from datetime import datetime, timedelta

from django.db import transaction

from prazo.lib import rows
from prazo.notices.models import Notice

KEPT = timedelta(days=90)
PORTION = 1000

FORGET = """
with old as (select id from notices_notice where at < %s order by at limit %s),
     theirs as (delete from notices_occasion o using old where o.notice_id = old.id)
select array_agg(id) from old
"""
MAILED = """
with gone as (
  delete from notices_occasion where id in (
    select id from notices_occasion where told_at < %s and notice_id is null
     order by told_at limit %s) returning 1)
select count(*) from gone
"""


def forget(as_of: datetime) -> bool:
    """Whether there may be more."""
    before = as_of - KEPT
    with transaction.atomic():
        ((old,),) = rows.select(FORGET, before, PORTION)
        Notice.objects.filter(pk__in=old or ()).delete()
    ((mailed,),) = rows.select(MAILED, before, PORTION)
    return len(old or ()) == PORTION or mailed == PORTION
