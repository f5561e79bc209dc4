"""Change what a desk is called, which language it writes and in which zone it reads the clock."""

from django.db import transaction

from prazo.accounts.changes import record_change
from prazo.accounts.models import Desk
from prazo.accounts.operator import Operator


@transaction.atomic
def change_desk(desk: Desk, name: str, language: str, time_zone: str, *, by: Operator) -> Desk:
    locked = Desk.objects.select_for_update(no_key=True).get(pk=desk.pk)
    before = _facts(locked)
    locked.name, locked.language, locked.time_zone = name, language, time_zone
    locked.save(update_fields=["name", "language", "time_zone"])
    record_change(locked, by, "desk.changed", name, before, _facts(locked))
    return locked


def _facts(desk: Desk) -> dict[str, str]:
    return {"name": desk.name, "language": desk.language, "time_zone": desk.time_zone}
