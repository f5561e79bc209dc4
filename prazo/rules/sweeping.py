"""Rules on time: they act on a ticket as soon as their conditions hold, and not again before they
did not. A ticket that refused is tried again: what it refused for may pass."""

from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Q

from prazo.desk.conditions import Conditions, read, where
from prazo.rules.models import On, Rule, Run
from prazo.rules.running import left, locked, run

EVERY = timedelta(minutes=1)
PORTION = 50
AGAIN, LONGEST = timedelta(hours=1), timedelta(days=1)
"""Until a ticket that refused is tried again: each time as long as it has been tried already."""
OPEN = "t.status in ('open', 'waiting')"

LET_GO = """
delete from rules_acted a where a.rule_id = %(rule)s and not exists (
  select from desk_ticket t where t.id = a.ticket_id and {said})
"""
FOUND = """
select t.id from desk_ticket t
 where t.desk_id = %(desk)s and not t.synthetic and {said}
   and not exists (select from rules_acted a where a.rule_id = %(rule)s and a.ticket_id = t.id
                      and (a.again_at is null or a.again_at > %(now)s))
 order by t.id limit %(limit)s
"""
NOW = """
select t.id from desk_ticket t
 where t.desk_id = %(desk)s and not t.synthetic and {said} order by t.id desc limit %(limit)s
"""
KEEP = """
insert into rules_acted as a (desk_id, rule_id, ticket_id, since)
values (%(desk)s, %(rule)s, %(ticket)s, %(now)s)
on conflict (rule_id, ticket_id) do update set again_at = null where a.again_at <= %(now)s
returning id
"""
TRY_AGAIN = """
update rules_acted a
   set again_at = %(now)s + least(greatest(%(now)s - a.since, %(first)s), %(longest)s)
 where a.rule_id = %(rule)s and a.ticket_id = %(ticket)s
"""


def sweep(as_of: datetime, limit: int = PORTION) -> bool:
    """A portion of one rule that is due; whether there was one."""
    rule = _claim(as_of)
    if rule is None:
        return False
    _let_go(rule, as_of)
    tickets = found(rule, as_of, min(limit, left(rule, as_of)))
    for ticket in tickets:
        _act(rule, ticket, as_of)
    if len(tickets) == limit:  # the rest is due at once
        Rule.objects.filter(pk=rule.pk).update(swept_at=None)
    return True


def found(rule: Rule, as_of: datetime, limit: int) -> list[int]:
    """Tickets of which its conditions are true and on which it has not acted since they are,
    or which refused a while ago."""
    said, values = _said(rule, as_of)
    values |= {"desk": rule.desk_id, "rule": rule.pk, "limit": limit, "now": as_of}
    with connection.cursor() as cursor:
        cursor.execute(FOUND.format(said=said), values)
        return [pk for (pk,) in cursor.fetchall()]


def matching_now(rule: Rule, as_of: datetime, limit: int) -> list[int]:
    """The same, were it to begin now."""
    said, values = _said(rule, as_of)
    with connection.cursor() as cursor:
        cursor.execute(NOW.format(said=said), {**values, "desk": rule.desk_id, "limit": limit})
        return [pk for (pk,) in cursor.fetchall()]


def about_open(conditions: Conditions) -> bool:
    """Conditions that say nothing of the status are about open tickets, as in a queue."""
    return all(each.field != "status" for each in (*conditions.all_of, *conditions.any_of))


def _said(rule: Rule, as_of: datetime) -> tuple[str, dict[str, Any]]:
    conditions, _faults = read(rule.conditions)
    said, values = where(conditions, user=None, as_of=as_of)
    return f"{OPEN} and {said}" if about_open(conditions) else said, dict(values)


def _claim(as_of: datetime) -> Rule | None:
    """Ours for this minute, whoever else looks; a worker that dies leaves it to the next one."""
    due = Q(swept_at=None) | Q(swept_at__lte=as_of - EVERY)
    with transaction.atomic():
        rules = Rule.objects.filter(due, active=True, on=On.TIME).select_related("desk")
        rule = (
            rules.order_by("swept_at", "pk")
            .select_for_update(skip_locked=True, of=("self",))
            .first()
        )
        if rule is not None:
            rule.swept_at = as_of
            rule.save(update_fields=["swept_at"])
    return rule


def _let_go(rule: Rule, as_of: datetime) -> None:
    said, values = _said(rule, as_of)
    with connection.cursor() as cursor:
        cursor.execute(LET_GO.format(said=said), {**values, "rule": rule.pk})


def _act(rule: Rule, pk: int, as_of: datetime) -> None:
    """A ticket that somebody changes right now is left for the next sweep."""
    with transaction.atomic():
        ticket = locked(pk, skip=True)
        now = Rule.objects.filter(pk=rule.pk, active=True, since=rule.since).first()
        if ticket is None or now is None or pk not in _still(now, pk, as_of):
            return
        if not _keep(now, pk, as_of):
            return
        made = run(now, ticket, as_of, event=None, chain=())
        if made is not None and made.outcome == Run.Outcome.REFUSED:
            _try_again(now, pk, as_of)


def _still(rule: Rule, pk: int, as_of: datetime) -> set[int]:
    said, values = _said(rule, as_of)
    with connection.cursor() as cursor:
        cursor.execute(
            f"select t.id from desk_ticket t where t.id = %(pk)s and {said}",  # noqa: S608 - words of ours
            {**values, "pk": pk},
        )
        return {row[0] for row in cursor.fetchall()}


def _keep(rule: Rule, pk: int, as_of: datetime) -> bool:
    """Whether it is its turn; another worker may have been faster."""
    with connection.cursor() as cursor:
        cursor.execute(KEEP, {"desk": rule.desk_id, "rule": rule.pk, "ticket": pk, "now": as_of})
        return cursor.fetchone() is not None


def _try_again(rule: Rule, pk: int, as_of: datetime) -> None:
    values: dict[str, Any] = {"rule": rule.pk, "ticket": pk, "now": as_of}
    values |= {"first": AGAIN, "longest": LONGEST}
    with connection.cursor() as cursor:
        cursor.execute(TRY_AGAIN, values)
