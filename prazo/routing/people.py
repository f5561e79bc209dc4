"""The people of a desk as the choice sees them, read in two statements."""

import json
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import connection

from prazo.accounts.absences import Away, stand_in
from prazo.accounts.models import Absence, Member
from prazo.accounts.models.member import WORKING
from prazo.agreements.models import in_force
from prazo.desk.terms import terms_of
from prazo.engine.calendar import Calendar
from prazo.routing.choose import Person
from prazo.routing.hours import calendar_of
from prazo.routing.models import Policy, Skill

PEOPLE = """
select m.user_id, coalesce(nullif(u.name, ''), u.email), s.time_zone, s.hours::text, s.holidays,
       coalesce(s.capacity, %(capacity)s) * 100, coalesce(s.turn, 0),
       array(select mt.team_id from accounts_member_teams mt where mt.member_id = m.id),
       coalesce((select sum(case when t.status = 'waiting' then %(waiting)s
                                 when t.priority = %(urgent)s and t.priority <> ''
                                 then %(weight)s else 100 end)
          from (select status, priority from desk_ticket o
                 where o.desk_id = m.desk_id and o.assignee_id = m.user_id
                   and o.status in ('open', 'waiting') limit 1000) t), 0)::bigint
  from accounts_member m join accounts_user u on u.id = m.user_id
  left join routing_shift s on s.desk_id = m.desk_id and s.user_id = m.user_id
 where m.desk_id = %(desk)s and u.is_active and m.role = any(%(roles)s)
 order by m.user_id
"""


def people_of(policy: Policy, as_of: datetime) -> dict[int, Person]:
    """Everybody who works on tickets of the desk, with what each has and takes on now."""
    with connection.cursor() as cursor:
        values: dict[str, Any] = {
            "desk": policy.desk_id,
            "capacity": policy.capacity,
            "waiting": policy.waiting_weight,
            "weight": policy.urgent_weight,
            "urgent": urgent_priority(policy.desk_id, as_of),
            "roles": [str(role) for role in WORKING],
        }
        cursor.execute(PEOPLE, values)
        found = cursor.fetchall()
    users = [row[0] for row in found]
    tags, away = _tags(policy.desk_id, users), absences_of([policy.desk_id], as_of)
    return {
        user: Person(
            user=user,
            name=name,
            calendar=_calendar(zone, hours, holidays, as_of),
            load=int(load),
            capacity=capacity,
            turn=turn,
            teams=frozenset(teams),
            tags=frozenset(tags.get(user, ())),
            away=tuple(away.get(user, ())),
        )
        for user, name, zone, hours, holidays, capacity, turn, teams, load in found
    }


def urgent_priority(desk: int, as_of: datetime) -> str:
    """The first that the agreement in force names, which is its most urgent; "" without one."""
    version = in_force(desk, as_of)
    known = terms_of(version).agreement.dimensions.get("priority", ()) if version else ()
    return known[0] if known else ""


def absences_now(desk: int, as_of: datetime) -> list[Absence]:
    """Those that run, with who stands in."""
    now = Absence.objects.filter(desk=desk, starts_at__lte=as_of, ends_at__gt=as_of)
    return list(now.select_related("substitute"))


def in_place_of(desk: int, user: int, as_of: datetime) -> int | None:
    """Who is to have what is meant for him: himself while he is there, else who stands in."""
    away = {
        one.user_id: Away(one.starts_at, one.ends_at, one.substitute_id)
        for one in absences_now(desk, as_of)
    }
    if user not in away:
        return user
    works = Member.objects.filter(desk=desk, user__is_active=True, role__in=WORKING)
    return stand_in(user, away.get, set(works.values_list("user", flat=True)))


def absences_of(desks: Iterable[int], as_of: datetime) -> dict[int, list[Away]]:
    """Those that are not over, by person."""
    found: dict[int, list[Away]] = defaultdict(list)
    rows = Absence.objects.filter(desk__in=list(desks), ends_at__gt=as_of).order_by("starts_at")
    for user, since, until, substitute in rows.values_list(
        "user_id", "starts_at", "ends_at", "substitute_id"
    ):
        found[user].append(Away(since, until, substitute))
    return found


def _tags(desk: int, users: Iterable[int]) -> dict[int, list[tuple[str, str]]]:
    found: dict[int, list[tuple[str, str]]] = defaultdict(list)
    rows = Skill.objects.filter(desk=desk, user_id__in=list(users))
    for user, kind, value in rows.values_list("user_id", "kind", "value"):
        found[user].append((kind, value))
    return found


def _calendar(
    zone: str | None, hours: str | None, holidays: str | None, as_of: datetime
) -> Calendar | None:
    if not zone or hours is None:
        return None
    return calendar_of(zone, json.loads(hours), holidays or "", as_of.year)
