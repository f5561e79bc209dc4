"""Follow what happens at the desks: each event that a rule may listen for, once, none left out."""

from datetime import datetime

from django.db import connection, transaction

from prazo.lib.crash import crash
from prazo.rules.facts import Fact, fact
from prazo.rules.models import Rule
from prazo.rules.running import locked, run

PORTION = 50

TAKE = """
delete from rules_happening where event_id = (
  select event_id from rules_happening order by event_id limit 1 for update skip locked)
returning event_id
"""


def follow(as_of: datetime, limit: int = PORTION) -> int:
    """How many events were dealt with, each in a transaction of its own with all it led to."""
    done = 0
    while done < limit and _one(as_of):
        done += 1
    return done


def _one(as_of: datetime) -> bool:
    with transaction.atomic():
        event = _take()
        if event is None:
            return False
        happened = fact(event)
        if happened is not None:
            _run_all(happened, as_of)
        crash("rules.before_commit")
    return True


def _take() -> int | None:
    with connection.cursor() as cursor:
        cursor.execute(TAKE)
        row = cursor.fetchone()
    return row[0] if row else None


def _run_all(happened: Fact, as_of: datetime) -> None:
    """In their order; one that stopped itself on the way does not run."""
    listening = Rule.objects.filter(
        desk=happened.desk,
        active=True,
        on__in=happened.on,
        since__lte=happened.recorded_at,
    )
    rules = list(listening.order_by("position", "pk"))
    ticket = locked(happened.ticket) if rules else None
    if ticket is None:
        return
    for rule in rules:
        run(rule, ticket, as_of, event=happened.event, chain=happened.chain)
