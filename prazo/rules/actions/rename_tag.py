"""A tag that is called something else is called so by the desk's rules and macros, too."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from prazo.accounts.changes import record_change
from prazo.accounts.models import Desk
from prazo.accounts.operator import Operator
from prazo.desk import tags
from prazo.desk.actions import rename_tag as of_desk
from prazo.desk.models import SavedQueue, Tag
from prazo.lib.refusal import Refusal
from prazo.rules.models import Macro, Rule
from prazo.rules.models.macro import Shared


@transaction.atomic
def rename_tag(known: Tag, name: str, *, by: Operator) -> int:
    """On how many tickets. What rules do stays the same, so they stay switched on."""
    desk, old, new = known.desk, known.name, tags.tag_of(name)
    changed = of_desk.rename_tag(known, new, by=by)
    for rule in Rule.objects.select_for_update().filter(desk=desk).order_by("pk"):
        before = {"conditions": _copy(rule.conditions), "deeds": rule.deeds}
        asked = of_desk.renamed_in(rule.conditions, old, new)
        rule.deeds = _renamed(rule.deeds, old, new)
        if asked or rule.deeds != before["deeds"]:
            rule.save(update_fields=["conditions", "deeds"])
            after = {"conditions": rule.conditions, "deeds": rule.deeds}
            record_change(desk, by, "rule.changed", rule.name, before, after)
    for macro in Macro.objects.select_for_update().filter(desk=desk).order_by("pk"):
        deeds = _renamed(macro.deeds, old, new)
        if deeds != macro.deeds:
            was, macro.deeds = macro.deeds, deeds
            macro.save(update_fields=["deeds"])
            if macro.shared != Shared.NOBODY:
                about = macro.name
                record_change(desk, by, "macro.changed", about, {"deeds": was}, {"deeds": deeds})
    return changed


@transaction.atomic
def remove_tag(known: Tag, *, by: Operator) -> int:
    """From how many tickets. Refused while something would put it on again, or asks for it."""
    if named := used_by(known.desk, known.name):
        raise Refusal(
            "in_use",
            _("“%(name)s” names this tag. Change that first."),
            params={"name": named[0]},
            conflict=True,
        )
    return of_desk.remove_tag(known, by=by)


def used_by(desk: Desk, name: str) -> list[str]:
    """Names of the desk's rules, and of queues and macros that several people have."""
    rules = Rule.objects.filter(desk=desk).order_by("name")
    found = [
        rule.name
        for rule in rules
        if of_desk.renamed_in(_copy(rule.conditions), name, name)
        or _renamed(rule.deeds, name, "") != rule.deeds
    ]
    queues = SavedQueue.objects.filter(desk=desk).exclude(shared=SavedQueue.Shared.NOBODY)
    found += [
        queue.name
        for queue in queues.order_by("name")
        if of_desk.renamed_in(_copy(queue.conditions), name, name)
    ]
    macros = Macro.objects.filter(desk=desk).exclude(shared=Shared.NOBODY).order_by("name")
    return [*found, *(m.name for m in macros if _renamed(m.deeds, name, "") != m.deeds)]


def _copy(conditions: dict[str, list[dict[str, Any]]]) -> dict[str, list[dict[str, Any]]]:
    return {part: [dict(one) for one in ones] for part, ones in conditions.items()}


def _renamed(deeds: Sequence[dict[str, Any]], old: str, new: str) -> list[dict[str, Any]]:
    return [
        {**one, "words": {word: _in_word(said, old, new) for word, said in one["words"].items()}}
        if one.get("do") == "tag"
        else one
        for one in deeds
    ]


def _in_word(said: str, old: str, new: str) -> str:
    named = tags.read(said)
    return tags.written(dict.fromkeys(new if one == old else one for one in named))
