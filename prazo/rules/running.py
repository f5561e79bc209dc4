"""One rule on one ticket: whether it acts, what came of it, and when it is better stopped."""

import logging
from datetime import datetime, timedelta

from django.db import InterfaceError, OperationalError, transaction
from django.db.models import F
from django.utils import translation
from django.utils.translation import gettext as _

from prazo.desk import actor
from prazo.desk.actor import ByRule
from prazo.desk.conditions import matching
from prazo.desk.conditions import read as read_conditions
from prazo.desk.models import Ticket
from prazo.lib.refusal import Refusal
from prazo.rules.actions.switch import stop
from prazo.rules.checking import faults
from prazo.rules.deeds import read
from prazo.rules.models import Rule, Run
from prazo.rules.performing import perform

log = logging.getLogger("prazo.rules")

DEEPEST = 5
"""Rules on one chain of causes."""
PER_TICKET_A_DAY = 20
PER_HOUR = 1000
FAILURES = 5
"""One after the other, after which a rule is switched off."""
Outcome = Run.Outcome


def run(
    rule: Rule, ticket: Ticket, as_of: datetime, *, event: int | None, chain: tuple[int, ...]
) -> Run | None:
    """In the caller's transaction, with the ticket locked. None where its conditions do not hold,
    or where it acted on this event before."""
    if not holds(rule, ticket.pk, as_of):
        return None
    if event is not None and Run.objects.filter(rule=rule, event_id=event).exists():
        return None
    with translation.override(ticket.desk.language.lower()):
        outcome, why = _held_back(rule, ticket, event, chain, as_of) or _done(
            rule, ticket, chain, as_of
        )
        made = Run.objects.create(
            desk_id=ticket.desk_id,
            rule=rule,
            ticket=ticket,
            event_id=event,
            at=as_of,
            outcome=outcome,
            why=why,
        )
        _count(rule, outcome, why, as_of)
    return made


def holds(rule: Rule, ticket: int, as_of: datetime) -> bool:
    """What cannot be asked any more holds of no ticket."""
    conditions, faults = read_conditions(rule.conditions)
    return not faults and bool(matching(conditions, [ticket], user=None, as_of=as_of))


def _held_back(
    rule: Rule, ticket: Ticket, event: int | None, chain: tuple[int, ...], as_of: datetime
) -> tuple[Outcome, str] | None:
    """No rule twice on one chain of causes, no chain without an end, no storm."""
    if rule.pk in chain:
        return Outcome.HELD, _("It acted on this chain of rules before.")
    if len(chain) >= DEEPEST:
        return Outcome.HELD, _("%(n)s rules acted one after the other already.") % {"n": DEEPEST}
    acted = Run.objects.filter(rule=rule, outcome=Outcome.DONE)
    today = acted.filter(ticket=ticket, at__gt=as_of - timedelta(days=1))
    if today[:PER_TICKET_A_DAY].count() >= PER_TICKET_A_DAY:
        return Outcome.HELD, _("It acted on this ticket %(n)s times within a day.") % {
            "n": PER_TICKET_A_DAY
        }
    if event is not None and left(rule, as_of) == 0:
        why = _("It acted %(n)s times within an hour.") % {"n": PER_HOUR}
        stop(rule, as_of, why)
        return Outcome.HELD, why
    return None


def left(rule: Rule, as_of: datetime) -> int:
    """How often it may act yet within this hour. On events it is stopped when that is used up: it
    would be late for them. On time it goes on later."""
    acted = rule.runs.filter(outcome=Outcome.DONE, at__gt=as_of - timedelta(hours=1))
    return PER_HOUR - acted[:PER_HOUR].count()


def _done(
    rule: Rule, ticket: Ticket, chain: tuple[int, ...], as_of: datetime
) -> tuple[Outcome, str]:
    """What one ticket refuses is no fault of the rule: it may be of an older agreement, or lack
    what the deed is about. A fault is what would be refused to every ticket."""
    deeds, unread = read(rule.deeds)
    if unread:
        return Outcome.FAILED, str(unread[0])
    by = actor.rule(ByRule(rule.pk, rule.name, (*chain, rule.pk)))
    try:
        perform(ticket, deeds, by=by, at=as_of)
    except Refusal as refusal:
        lasting = any(faults(deeds, ticket.desk, as_of, by_rule=True))
        return Outcome.FAILED if lasting else Outcome.REFUSED, str(refusal)
    except (OperationalError, InterfaceError):
        raise  # the database's trouble, not the rule's
    except Exception as error:
        log.exception("rule %s failed on ticket %s", rule.pk, ticket.pk)
        return Outcome.FAILED, type(error).__name__
    return Outcome.DONE, ""


def _count(rule: Rule, outcome: Outcome, why: str, as_of: datetime) -> None:
    if outcome == Outcome.FAILED:
        Rule.objects.filter(pk=rule.pk).update(failures=F("failures") + 1)
        rule.refresh_from_db(fields=["failures"])
        if rule.failures >= FAILURES:
            stop(rule, as_of, why)
    elif outcome == Outcome.DONE and rule.failures:
        Rule.objects.filter(pk=rule.pk).update(failures=0)


def locked(ticket: int, *, skip: bool = False) -> Ticket | None:
    """As it is now, ours for this transaction; with `skip` None while somebody else has it."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("a ticket is locked within a transaction")
    rows = Ticket.objects.select_related("desk").filter(pk=ticket).order_by()
    return next(iter(rows.select_for_update(of=("self",), skip_locked=skip)), None)
