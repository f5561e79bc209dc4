"""Keep a rule, change it, put it elsewhere in the order, or drop it. The caller holds the desk."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from prazo.accounts.changes import record_change
from prazo.accounts.models import Desk
from prazo.accounts.operator import Operator
from prazo.desk.conditions import Conditions, written
from prazo.desk.conditions.fields import ME
from prazo.lib.refusal import Refusal
from prazo.rules import deeds as kept
from prazo.rules.actions.order import moved
from prazo.rules.checking import faults
from prazo.rules.deeds import Deed
from prazo.rules.models import On, Rule

MOST = 100
"""At one desk: each is looked at with each event (Q03)."""


@transaction.atomic
def save_rule(
    known: Rule | None,
    *,
    by: Operator,
    desk: Desk,
    name: str,
    on: str,
    conditions: Conditions,
    deeds: Sequence[Deed],
) -> Rule:
    """`known` None makes a new one, which is off. One that now does something else is switched
    off: what it would do is looked at first.

    The field of a Refusal about a deed is its place, such as `0.person`.
    """
    for fault in faults(deeds, desk, by.at, by_rule=True):
        raise fault
    _must_be_sound(on, conditions)
    if known is None:
        if desk.rules.count() >= MOST:
            raise Refusal(
                "too_many", _("There are %(n)s rules already. Drop one first."), params={"n": MOST}
            )
        last = desk.rules.aggregate(last=Max("position"))["last"] or 0
        rule, before = Rule(desk=desk, made_at=by.at, position=last + 1), None
    else:
        rule = _to_change(known)
        before = _facts(rule)
    does = (on, written(conditions), kept.written(deeds))
    if (rule.on, rule.conditions, rule.deeds) != does:
        rule.on, rule.conditions, rule.deeds = does
        rule.active, rule.stopped = False, ""
    rule.name = name
    rule.save()
    record_change(desk, by, "rule.changed" if known else "rule.made", name, before, _facts(rule))
    return rule


@transaction.atomic
def drop_rule(known: Rule, *, by: Operator) -> None:
    rule = _to_change(known)
    record_change(rule.desk, by, "rule.dropped", rule.name, _facts(rule))
    rule.delete()


@transaction.atomic
def move_rule(known: Rule, up: bool, *, by: Operator) -> None:
    """Before or after the one beside it: they run in this order."""
    rule = _to_change(known)
    places = moved(rule, up, rule.desk.rules.all())
    if places is not None:
        before, after = ({"order": place} for place in places)
        record_change(rule.desk, by, "rule.changed", rule.name, before, after)


def _to_change(known: Rule) -> Rule:
    rule = (
        Rule.objects.select_for_update(of=("self",))
        .select_related("desk")
        .filter(pk=known.pk)
        .first()
    )
    if rule is None:
        raise Refusal("gone", _("This rule is gone already."), conflict=True)
    return rule


def _must_be_sound(on: str, conditions: Conditions) -> None:
    asked = (*conditions.all_of, *conditions.any_of)
    if any(ME in each.values for each in asked):
        raise Refusal("nobody_is_me", _("A rule is nobody: choose a person."), "conditions")
    if on == On.TIME and not asked:
        raise Refusal(
            "no_conditions",
            _("A rule on time needs a condition: else it acts on every open ticket."),
            "conditions",
        )


def _facts(rule: Rule) -> dict[str, Any]:
    return {
        "name": rule.name,
        "on": rule.on,
        "conditions": rule.conditions,
        "deeds": rule.deeds,
        "active": rule.active,
    }
