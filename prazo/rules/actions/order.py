"""The order of macros, and of rules: one changes places with the one beside it."""

from typing import Any

from django.db.models import QuerySet

from prazo.rules.models import Macro, Rule


def moved(one: Macro | Rule, up: bool, among: "QuerySet[Any]") -> tuple[int, int] | None:
    """Its place before and after, from 1 on, `among` those that have an order together; None where
    there is nobody to change places with. Inside the transaction of the change."""
    beside = list(among.order_by("position", "id").select_for_update(of=("self",)))
    place = beside.index(one)
    to = place - 1 if up else place + 1
    if not 0 <= to < len(beside):
        return None
    beside[place], beside[to] = beside[to], beside[place]
    for position, each in enumerate(beside, start=1):
        if each.position != position:
            each.position = position
            each.save(update_fields=["position"])
    return place + 1, to + 1
