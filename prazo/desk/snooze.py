"""A snoozed ticket stays out of somebody's own queues until a moment; never over a promise.

It comes back at the moment; or before, as soon as the requester writes, a colleague does anything,
or a step of the agreement's escalation is taken (the database ends it with the event, migration
0035); and at the latest `LEAD` before a target of ours falls due, whatever that target does
meanwhile.
"""

from datetime import datetime, timedelta

LEAD = timedelta(hours=1)

HIDDEN_NOW = f"""r.hides and r.at > now() and t.status in ('open', 'waiting')
   and (t.next_due_at is null or t.next_due_at > now() + interval '{LEAD.seconds} seconds')"""
"""Of a reminder `r` and its ticket `t`: whether it hides it."""

HIDDEN = f"""select r.ticket_id from desk_reminder r join desk_ticket t on t.id = r.ticket_id
 where r.user_id = %(user)s and {HIDDEN_NOW}"""  # noqa: S608 - our own words
"""Ids of the tickets that are out of the user's queues now: few, so that they are read once for a
statement and not asked of each row."""


def back_at(at: datetime, due: datetime | None, step: datetime | None = None) -> datetime:
    """When it comes back, as far as is known now: `due` is the next target's time, `step` the next
    one of its escalation."""
    promised = [due - LEAD] if due is not None else []
    return min([at, *promised, *([step] if step is not None else [])])
