"""Say when somebody works at a desk, how much he takes on, and what he is named for."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from zoneinfo import available_timezones

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from prazo.accounts.changes import record_change
from prazo.accounts.members import locked_member
from prazo.accounts.models import Member
from prazo.accounts.operator import Operator
from prazo.agreements.schema.calendars import DAYS
from prazo.lib.refusal import Refusal
from prazo.routing.choose import Tag
from prazo.routing.hours import must_be_holidays, text_of
from prazo.routing.models import Shift, Skill


@transaction.atomic
def set_shift(
    member: Member,
    *,
    time_zone: str,
    hours: Mapping[str, Sequence[Sequence[int]]],
    holidays: str = "",
    capacity: int | None = None,
    by: Operator,
) -> Shift | None:
    """`hours` as `Shift.hours` keeps them; with none he has no shift, and is given nothing."""
    locked = locked_member(member)
    if time_zone not in available_timezones():
        raise Refusal("zone", _("There is no such time zone."), "time_zone")
    must_be_holidays(holidays, by.at.year)
    if capacity is not None and capacity < 1:
        raise Refusal("capacity", _("Somebody must take on at least one ticket."), "capacity")
    known = Shift.objects.filter(desk=locked.desk, user=locked.user).first()
    before = _facts(known) if known else {}
    hours = {day: [list(one) for one in windows] for day, windows in hours.items() if windows}
    if not hours:
        if known is not None:
            known.delete()
        record_change(locked.desk, by, "routing.shift", locked.user.email, before, {})
        return None
    shift = known or Shift(desk=locked.desk, user=locked.user)
    shift.time_zone, shift.hours = time_zone, hours
    shift.holidays, shift.capacity = holidays, capacity
    if shift.pk is None:
        shift.save()
    else:  # his turn is for those who give out
        shift.save(update_fields=["time_zone", "hours", "holidays", "capacity"])
    record_change(locked.desk, by, "routing.shift", locked.user.email, before, _facts(shift))
    return shift


@transaction.atomic
def set_skills(member: Member, tags: Iterable[Tag], *, by: Operator) -> None:
    locked = locked_member(member)
    own = Skill.objects.filter(desk=locked.desk, user=locked.user)
    before = sorted(own.values_list("kind", "value"))
    wanted = sorted(set(tags))
    if before == wanted:
        return
    own.delete()
    Skill.objects.bulk_create(
        [Skill(desk=locked.desk, user=locked.user, kind=kind, value=v) for kind, v in wanted]
    )
    about = locked.user.email
    old, new = ({"skills": [f"{kind}: {v}" for kind, v in one]} for one in (before, wanted))
    record_change(locked.desk, by, "routing.skills", about, old, new)


def _facts(shift: Shift) -> dict[str, Any]:
    """What is set, as the history of settings keeps it."""
    facts = {
        "time_zone": shift.time_zone,
        "hours": [f"{DAYS[int(day)]} {text_of(w)}" for day, w in sorted(shift.hours.items())],
        "holidays": shift.holidays,
        "capacity": shift.capacity,
    }
    return {name: value for name, value in facts.items() if value}
