"""Follow what happens at the desks: each event that a rule may listen for, once, none left out."""

import logging
from datetime import datetime, timedelta

from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import QuerySet

from prazo.desk.models import Ticket
from prazo.lib.crash import crash
from prazo.lib.prepared import Prepared
from prazo.rules.facts import Fact, fact
from prazo.rules.models import Happening, Rule
from prazo.rules.running import holds, locked, run

log = logging.getLogger("prazo.rules")

PORTION = 50
AGAIN = timedelta(hours=1)
"""After which what could not be looked at is looked at again."""

TAKE = """
delete from rules_happening where event_id = (
  select event_id from rules_happening where failed_at is null or failed_at <= %s
   order by event_id limit 1 for update skip locked)
returning event_id
"""


def follow(as_of: datetime, limit: int = PORTION) -> int:
    """How many events were dealt with, each in a transaction of its own with all it led to."""
    done = 0
    while done < limit and _one(as_of):
        done += 1
    return done


def _one(as_of: datetime) -> bool:
    event = None
    try:
        with transaction.atomic():
            event = _take(as_of)
            if event is None:
                return False
            happened = fact(event)
            if happened is not None:
                _run_all(happened, as_of)
            crash("rules.before_commit")
    except (OperationalError, InterfaceError):
        raise  # the database's trouble, not an event's
    except Exception:
        if event is None:
            raise
        log.exception("no rule could look at event %s", event)
        Happening.objects.filter(event_id=event).update(failed_at=as_of)
    return True


def _take(as_of: datetime) -> int | None:
    with connection.cursor() as cursor:
        cursor.execute(TAKE, [as_of - AGAIN])
        row = cursor.fetchone()
    return row[0] if row else None


def _run_all(happened: Fact, as_of: datetime) -> None:
    """In their order, each seeing what those before it did; the ticket is locked once one fits."""
    ticket: Ticket | None = None
    for rule in IN_USE(happened.desk):
        if not _listens(rule, happened) or not holds(rule, happened.ticket, as_of):
            continue
        ticket = ticket or locked(happened.ticket)
        if ticket is None:
            return
        run(rule, ticket, as_of, event=happened.event, chain=happened.chain)


def _listens(rule: Rule, happened: Fact) -> bool:
    late_enough = rule.since is not None and rule.since <= happened.recorded_at
    return late_enough and rule.on in happened.on


def _in_use(desk: int) -> QuerySet[Rule]:
    return Rule.objects.filter(desk=desk, active=True).order_by("position", "id")


IN_USE = Prepared(_in_use, numbers=1)
