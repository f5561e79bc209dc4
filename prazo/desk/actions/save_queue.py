"""Keep a queue of one's own making, change it, or drop it."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from prazo.accounts.changes import record_change
from prazo.accounts.models import Desk, Member, Role, Team
from prazo.accounts.operator import Operator
from prazo.desk.conditions import Conditions, only_open, written
from prazo.desk.models import SavedQueue
from prazo.lib.refusal import Refusal

MOST = 50
"""Of one person's own (Q03)."""


@transaction.atomic
def save_queue(
    known: SavedQueue | None,
    *,
    by: Operator,
    name: str,
    desk: Desk | None,
    shared: str,
    team: Team | None,
    conditions: Conditions,
    order: str,
    columns: Sequence[str],
) -> SavedQueue:
    """`known` None makes a new one. One that others see is a setting, and stands in the history."""
    _must_be_allowed(by, desk, shared, team)
    if order in SavedQueue.IN_GROUPS and not only_open(conditions):
        raise Refusal("not_open", _("Only open tickets can stand in this order."), "order")
    if known is None:
        if SavedQueue.objects.filter(owner=by.user).count() >= MOST:
            raise Refusal(
                "too_many", _("You have %(n)s queues already. Drop one first."), params={"n": MOST}
            )
        queue, before = SavedQueue(owner=by.user, made_at=by.at), None
    else:
        queue = _to_change(known, by)
        before = _facts(queue)
    was_at = queue.desk if before and queue.shared != SavedQueue.Shared.NOBODY else None
    queue.name, queue.desk, queue.shared = name, desk, shared
    queue.team = team if shared == SavedQueue.Shared.TEAM else None
    queue.conditions, queue.order, queue.columns = written(conditions), order, list(columns)
    queue.save()
    if desk is not None and shared != SavedQueue.Shared.NOBODY:
        what = "queue.changed" if was_at == desk else "queue.made"
        record_change(desk, by, what, name, before if was_at == desk else None, _facts(queue))
    if was_at is not None and (was_at != desk or shared == SavedQueue.Shared.NOBODY):
        record_change(was_at, by, "queue.dropped", name, before)
    return queue


@transaction.atomic
def drop_queue(known: SavedQueue, *, by: Operator) -> None:
    queue = _to_change(known, by)
    if queue.desk is not None and queue.shared != SavedQueue.Shared.NOBODY:
        record_change(queue.desk, by, "queue.dropped", queue.name, _facts(queue))
    queue.delete()


def may_change(queue: SavedQueue, by: Operator) -> bool:
    """Its owner, and of one that others see the leads of its desk."""
    if queue.owner_id == by.user.pk:
        return True
    if queue.desk is None or queue.shared == SavedQueue.Shared.NOBODY:
        return False
    return by.role_at(queue.desk) in (Role.LEAD, Role.ADMIN)


def _to_change(known: SavedQueue, by: Operator) -> SavedQueue:
    queue = (
        SavedQueue.objects.select_for_update(of=("self",))
        .select_related("desk", "team")
        .filter(pk=known.pk)
        .first()
    )
    if queue is None:
        raise Refusal("gone", _("This queue is gone already."), conflict=True)
    if not may_change(queue, by):
        raise Refusal("not_yours", _("Only its owner or a lead may change this queue."))
    return queue


def _must_be_allowed(by: Operator, desk: Desk | None, shared: str, team: Team | None) -> None:
    if shared == SavedQueue.Shared.NOBODY:
        if desk is not None and by.role_at(desk) is None:
            raise Refusal("not_a_member", _("You do not work at that desk."), "desk")
        return
    if desk is None:
        raise Refusal("no_desk", _("Choose the desk it is shared at."), "desk")
    leads = by.role_at(desk) in (Role.LEAD, Role.ADMIN)
    if shared == SavedQueue.Shared.DESK and not leads:
        raise Refusal("not_a_lead", _("A lead shares a queue with the whole desk."), "shared")
    if shared == SavedQueue.Shared.TEAM:
        if team is None or team.desk_id != desk.pk:
            raise Refusal("no_team", _("Choose a team of that desk."), "team")
        if not leads and not Member.objects.filter(user=by.user, desk=desk, teams=team).exists():
            raise Refusal("not_in_team", _("You are not in that team."), "team")


def _facts(queue: SavedQueue) -> dict[str, Any]:
    return {
        "name": queue.name,
        "shared": f"{queue.shared}: {queue.team}" if queue.team else queue.shared,
        "conditions": queue.conditions,
        "order": queue.order,
        "columns": queue.columns,
    }
