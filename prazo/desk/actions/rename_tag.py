"""Call a tag of a desk something else, or take it away: on every ticket, in one transaction."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from prazo.accounts.changes import record_change
from prazo.accounts.models import Desk
from prazo.accounts.operator import Operator
from prazo.desk.models import SavedQueue, Tag
from prazo.desk.tags import keep
from prazo.lib import rows, scope
from prazo.lib.refusal import Refusal


@transaction.atomic
def rename_tag(known: Tag, name: str, *, by: Operator) -> int:
    """On how many tickets. `name` in its form; one that is called so already takes it in."""
    tag = _held(known)
    if tag.name == name:
        return 0
    merged = Tag.objects.filter(desk=tag.desk, name=name).exists()
    keep(tag.desk_id, [name], by.at)
    changed = _on_tickets(tag, name)
    _in_queues(tag, name)
    tag.delete()
    what = "tag.merged" if merged else "tag.renamed"
    before, after = {"name": tag.name}, {"name": name, "tickets": changed}
    record_change(tag.desk, by, what, tag.name, before, after)
    return changed


@transaction.atomic
def remove_tag(known: Tag, *, by: Operator) -> int:
    """From how many tickets it was taken."""
    tag = _held(known)
    changed = _on_tickets(tag, None)
    tag.delete()
    before = {"name": tag.name, "tickets": changed}
    record_change(tag.desk, by, "tag.removed", tag.name, before)
    return changed


def counted(desk: Desk, names: Sequence[str]) -> dict[str, int]:
    """How many tickets carry each of some tags, whatever has become of them."""
    return dict(rows.select(COUNTED, desk.pk, list(names)))


COUNTED = """
select called.name, (
    select count(*) from desk_ticket t
     where t.desk_id = %s and t.tags <> '{}' and t.tags @> array[called.name] and not t.synthetic)
  from unnest(%s::varchar[]) called(name)
"""


def _held(known: Tag) -> Tag:
    """Ours alone: whoever just puts it on a ticket is waited for."""
    tags = Tag.objects.select_for_update(of=("self",)).select_related("desk")
    tag = tags.filter(pk=known.pk).first()
    if tag is None:
        raise Refusal("gone", _("This tag is gone already."), conflict=True)
    return tag


def _on_tickets(tag: Tag, name: str | None) -> int:
    """On all that carry it, whoever sees them, in the order in which everybody locks tickets. Again
    until none does: what was merged or split while this waited for it took its tags along."""
    changed = 0
    with scope.entered(scope.whole()):
        while found := len(rows.select(RENAMED, tag.desk_id, tag.name, tag.name, name)):
            changed += found
    return changed


RENAMED = """
with carry as materialized (
  select id from desk_ticket
   where desk_id = %s and tags <> '{}' and tags @> array[%s]::varchar[]
   order by id for no key update)
update desk_ticket t set tags = array(
    select distinct one from unnest(array_append(array_remove(t.tags, %s), %s::varchar)) one
     where one is not null order by one)
  from carry where carry.id = t.id
returning t.id
"""


def _in_queues(tag: Tag, name: str) -> None:
    """Queues of the desk ask for the new name; those over several desks for both."""
    for queue in SavedQueue.objects.select_for_update().filter(conditions__icontains='"tag"'):
        if queue.desk_id in (tag.desk_id, None) and renamed_in(
            queue.conditions, tag.name, name, keep_old=queue.desk_id is None
        ):
            queue.save(update_fields=["conditions"])


def renamed_in(
    conditions: dict[str, list[dict[str, object]]], old: str, new: str, *, keep_old: bool = False
) -> bool:
    """Ask stored conditions for `new` where they asked for `old`; whether any did."""
    found = False
    for part in conditions.values():
        for one in part:
            values = one.get("values")
            if one.get("field") != "tag" or not isinstance(values, list) or old not in values:
                continue
            kept = [value for value in values if keep_old or value != old]
            one["values"] = list(dict.fromkeys([*kept, new]))
            found = True
    return found
