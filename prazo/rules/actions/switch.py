"""Let a rule act, or stop it; and what it says when it stopped itself."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from prazo.accounts.changes import record_change, record_own_change
from prazo.accounts.operator import Operator
from prazo.lib.refusal import Refusal
from prazo.rules.checking import faults
from prazo.rules.deeds import read
from prazo.rules.models import Acted, Rule


@transaction.atomic
def switch(known: Rule, on: bool, *, by: Operator) -> Rule:
    """Switched on, it begins anew: what happened before is no matter of it, and on time it acts
    on each ticket of which its conditions are true now."""
    rule = Rule.objects.select_for_update(of=("self",)).select_related("desk").get(pk=known.pk)
    if rule.active == on:
        return rule
    if on:
        deeds, wrong = read(rule.deeds)
        wrong += faults(deeds, rule.desk, by.at, by_rule=True)
        if wrong:
            raise Refusal(
                "faulty",
                _("It cannot be switched on: %(why)s"),
                params={"why": wrong[0]},
            )
        Acted.objects.filter(rule=rule).delete()
        rule.since, rule.swept_at, rule.failures, rule.stopped = by.at, None, 0, ""
    rule.active = on
    rule.save()
    record_change(rule.desk, by, "rule.switched", rule.name, {"active": not on}, {"active": on})
    return rule


def stop(rule: Rule, at: datetime, why: str) -> None:
    """By itself, in the transaction in which it went wrong."""
    rule.active, rule.stopped = False, why
    if Rule.objects.filter(pk=rule.pk, active=True).update(active=False, stopped=why):
        before, after = {"active": True}, {"active": False, "reason": why}
        record_own_change(rule.desk_id, at, "rule.stopped", rule.name, before, after)
