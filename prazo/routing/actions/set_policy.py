"""Say how a desk, or one of its teams, gives out work that nobody has."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from prazo.accounts.changes import record_change
from prazo.accounts.models import Desk, Team
from prazo.accounts.operator import Operator
from prazo.lib.refusal import Refusal
from prazo.routing.models import Policy

OF_TEAM = ("order", "skills", "languages")
OF_DESK = (
    *OF_TEAM,
    "capacity",
    "waiting_weight",
    "urgent_weight",
    "returns_left",
    "after_shift",
)


@transaction.atomic
def set_policy(desk: Desk, facts: Mapping[str, Any], *, by: Operator) -> Policy:
    """`facts` holds columns of OF_DESK."""
    policy, made = Policy.objects.select_for_update().get_or_create(desk=desk, team=None)
    before = {} if made else _facts(policy, OF_DESK)
    _write(policy, facts, OF_DESK)
    record_change(desk, by, "routing.policy", desk.name, before, _facts(policy, OF_DESK))
    return policy


@transaction.atomic
def set_team_policy(team: Team, facts: Mapping[str, Any] | None, *, by: Operator) -> Policy | None:
    """`facts` holds columns of OF_TEAM; None: what the desk chose holds for the team too."""
    desk = team.desk
    Policy.objects.select_for_update().get_or_create(desk=desk, team=None)
    known = Policy.objects.filter(desk=desk, team=team).first()
    before = _facts(known, OF_TEAM) if known else {}
    if facts is None:
        if known is not None:
            known.delete()
            record_change(desk, by, "routing.team_policy", team.name, before, {})
        return None
    policy = known or Policy(desk=desk, team=team)
    _write(policy, facts, OF_TEAM)
    record_change(desk, by, "routing.team_policy", team.name, before, _facts(policy, OF_TEAM))
    return policy


def _write(policy: Policy, facts: Mapping[str, Any], columns: tuple[str, ...]) -> None:
    for name in columns:
        setattr(policy, name, facts[name])
    if policy.capacity < 1:
        raise Refusal("capacity", _("Somebody must take on at least one ticket."), "capacity")
    policy.save()


def _facts(policy: Policy, columns: tuple[str, ...]) -> dict[str, Any]:
    """As the history of settings keeps them, where a queue has an order, too."""
    return {"gives" if name == "order" else name: getattr(policy, name) for name in columns}
