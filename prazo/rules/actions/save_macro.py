"""Keep a macro, change it, put it elsewhere in its order, or drop it."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from prazo.accounts.changes import record_change
from prazo.accounts.models import Desk, Member, Role, Team
from prazo.accounts.models.member import RANK
from prazo.accounts.operator import Operator
from prazo.lib.refusal import Refusal
from prazo.rules.actions.order import moved
from prazo.rules.checking import faults
from prazo.rules.deeds import Deed, written
from prazo.rules.models import Macro
from prazo.rules.models.macro import Shared

MOST = 50
"""Of one person's own, and of a desk's or a team's (Q03)."""


@transaction.atomic
def save_macro(
    known: Macro | None,
    *,
    by: Operator,
    desk: Desk,
    name: str,
    shared: str,
    team: Team | None,
    deeds: Sequence[Deed],
) -> Macro:
    """`known` None makes a new one. One that others see is a setting, and stands in the history.

    The field of a Refusal about a deed is its place, such as `0.person`.
    """
    _must_be_allowed(by, desk, shared, team)
    for fault in faults(deeds, desk, by.at, by_rule=False):
        raise fault
    if known is None:
        macro, before = Macro(desk=desk, owner=by.user, made_at=by.at), None
    else:
        macro = _to_change(known, by)
        before = _facts(macro)
    was_shared = before is not None and macro.shared != Shared.NOBODY
    team = team if shared == Shared.TEAM else None
    if known is None or (macro.shared, macro.team) != (shared, team):
        macro.shared, macro.team = shared, team
        if known is not None and shared == Shared.NOBODY:
            macro.owner = by.user
        macro.position = _last(macro)
    macro.name, macro.deeds = name, written(deeds)
    macro.save()
    if shared != Shared.NOBODY:
        what = "macro.changed" if was_shared else "macro.made"
        record_change(desk, by, what, name, before if was_shared else None, _facts(macro))
    elif was_shared:
        record_change(desk, by, "macro.dropped", name, before)
    return macro


@transaction.atomic
def drop_macro(known: Macro, *, by: Operator) -> None:
    macro = _to_change(known, by)
    if macro.shared != Shared.NOBODY:
        record_change(macro.desk, by, "macro.dropped", macro.name, _facts(macro))
    macro.delete()


@transaction.atomic
def move_macro(known: Macro, up: bool, *, by: Operator) -> None:
    """Before or after the one beside it, among those that are for the same people."""
    macro = _to_change(known, by)
    places = moved(macro, up, _alike(macro))
    if places is not None and macro.shared != Shared.NOBODY:
        before, after = ({"order": place} for place in places)
        record_change(macro.desk, by, "macro.changed", macro.name, before, after)


def may_change(macro: Macro, by: Operator) -> bool:
    """Its owner while it is his own or a team's; one of the desk's is its leads'."""
    role = by.role_at(macro.desk)
    if role in (Role.LEAD, Role.ADMIN) and macro.shared != Shared.NOBODY:
        return True
    own = macro.owner_id == by.user.pk and macro.shared != Shared.DESK
    return own and role is not None and RANK[role] >= RANK[Role.AGENT]


def _to_change(known: Macro, by: Operator) -> Macro:
    macro = (
        Macro.objects.select_for_update(of=("self",))
        .select_related("desk", "team")
        .filter(pk=known.pk)
        .first()
    )
    if macro is None:
        raise Refusal("gone", _("This macro is gone already."), conflict=True)
    if not may_change(macro, by):
        raise Refusal("not_yours", _("Only its owner or a lead may change this macro."))
    return macro


def _must_be_allowed(by: Operator, desk: Desk, shared: str, team: Team | None) -> None:
    role = by.role_at(desk)
    if role is None or RANK[role] < RANK[Role.AGENT]:
        raise Refusal("not_an_agent", _("Macros are for those who work on tickets."), "desk")
    leads = role in (Role.LEAD, Role.ADMIN)
    if shared == Shared.DESK and not leads:
        raise Refusal("not_a_lead", _("A lead shares a macro with the whole desk."), "shared")
    if shared == Shared.TEAM:
        if team is None or team.desk_id != desk.pk:
            raise Refusal("no_team", _("Choose a team of that desk."), "team")
        if not leads and not Member.objects.filter(user=by.user, desk=desk, teams=team).exists():
            raise Refusal("not_in_team", _("You are not in that team."), "team")


def _alike(macro: Macro) -> Any:
    """Those for the same people: only among them is there an order."""
    found = Macro.objects.filter(desk=macro.desk, shared=macro.shared, team=macro.team)
    return found.filter(owner=macro.owner) if macro.shared == Shared.NOBODY else found


def _last(macro: Macro) -> int:
    others = _alike(macro).exclude(pk=macro.pk)
    if others.count() >= MOST:
        raise Refusal(
            "too_many", _("There are %(n)s macros already. Drop one first."), params={"n": MOST}
        )
    return int(others.aggregate(last=Max("position"))["last"] or 0) + 1


def _facts(macro: Macro) -> dict[str, Any]:
    return {
        "name": macro.name,
        "shared": f"{macro.shared}: {macro.team}" if macro.team else macro.shared,
        "deeds": macro.deeds,
    }
