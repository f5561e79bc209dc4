"""The people of several desks as the forecast sees them, read in three statements."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from prazo.accounts.models import Team
from prazo.accounts.models.member import WORKING
from prazo.engine.calendar import Calendar, union
from prazo.lib import rows
from prazo.routing.forecast import Worker
from prazo.routing.hours import calendar_of
from prazo.routing.people import absences_of

PEOPLE = """
select m.user_id, coalesce(nullif(u.name, ''), u.email), m.desk_id, s.time_zone, s.hours::text,
       s.holidays, array(select mt.team_id from accounts_member_teams mt where mt.member_id = m.id)
  from accounts_member m join accounts_user u on u.id = m.user_id
  left join routing_shift s on s.desk_id = m.desk_id and s.user_id = m.user_id
 where m.desk_id = any(%(desks)s) and u.is_active and m.role = any(%(roles)s)
 order by 2, 1
"""


@dataclass(frozen=True, slots=True)
class Staff:
    """Who works at these desks, in order of names; what teams are called."""

    workers: Mapping[int, Worker]
    names: Mapping[int, str]
    teams: Mapping[int, str]


def staff_of(desks: Iterable[int], now: datetime) -> Staff:
    desks = list(desks)
    found = rows.select(PEOPLE, desks=desks, roles=[str(role) for role in WORKING])
    names: dict[int, str] = {}
    at: dict[int, set[int]] = defaultdict(set)
    teams: dict[int, set[int]] = defaultdict(set)
    hours: dict[int, list[Calendar]] = defaultdict(list)
    for user, name, desk, zone, week, holidays, own in found:
        names[user] = name
        at[user].add(desk)
        teams[user].update(own)
        if zone is not None:
            hours[user].append(calendar_of(zone, json.loads(week), holidays, now.year))
    away = absences_of(desks, now)
    workers = {
        user: Worker(
            user,
            desks=frozenset(at[user]),
            teams=frozenset(teams[user]),
            calendar=_one(hours[user]),
            away=tuple(away.get(user, ())),
        )
        for user in names
    }
    named = Team.objects.filter(desk__in=desks).order_by("name", "pk").values_list("pk", "name")
    return Staff(workers, names, dict(named))


def _one(calendars: list[Calendar]) -> Calendar | None:
    """At several desks one is there when one works at any of them."""
    if len(calendars) < 2:
        return calendars[0] if calendars else None
    return union("shifts", *calendars)
