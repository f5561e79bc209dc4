"""What a new queue begins with: as another that is there already, a ready one or a saved one."""

from collections.abc import Mapping
from typing import Any

from prazo.accounts.models import User
from prazo.desk.conditions import Condition, Conditions, read
from prazo.desk.conditions.condition import Op
from prazo.desk.conditions.fields import ME, NONE
from prazo.desk.models import SavedQueue
from prazo.lib.ids import id_of
from prazo.web.layouts import ready

READY: Mapping[str, tuple[Condition, ...]] = {
    "due": (),
    "mine": (Condition("assignee", Op.IS, (ME,)),),
    "unassigned": (Condition("assignee", Op.IS, (NONE,)),),
    "unanswered": (Condition("unanswered", Op.IS),),
    **{
        f"waiting-{party.replace('_', '-')}": (
            Condition("status", Op.IS, ("waiting",)),
            Condition("waiting_on", Op.IS, (party,)),
        )
        for party in ("customer", "third_party", "carrier")
    },
    "escalated": (Condition("escalated", Op.IS),),
    "excluded": (Condition("excluded", Op.IS),),
    "no-contract": (Condition("contract", Op.IS, (NONE,)),),
    "spam": (Condition("status", Op.IS, ("spam",)),),
    "resolved": (
        Condition("status", Op.IS, ("resolved",)),
        Condition("resolved", Op.LESS_AGO, ("30d",)),
    ),
}
"""The ready queues in the words of conditions; of one's own reminders no condition speaks."""


def like(slug: str, user: User) -> tuple[dict[str, Any], Conditions] | None:
    """What its form and its conditions begin with; None for a queue that the reader does not see.
    It is his alone until he shares it."""
    if slug in READY:
        queue = ready(slug, user)
        assert queue is not None
        order = queue.order.word if queue.order.word in SavedQueue.Order.values else "due"
        facts = {"name": str(queue.name), "order": order, "columns": list(queue.columns)}
        return {**facts, "shared": SavedQueue.Shared.NOBODY}, Conditions(READY[slug])
    saved = SavedQueue.objects.visible_to(user).filter(pk=id_of(slug.removeprefix("s/"))).first()
    if saved is None:
        return None
    own: dict[str, Any] = {"name": saved.name, "desk": saved.desk_id, "order": saved.order}
    more = {"columns": list(saved.columns), "shared": SavedQueue.Shared.NOBODY}
    return {**own, **more}, read(saved.conditions)[0]
