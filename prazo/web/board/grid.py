"""The board as a table: hours across, people by team down. Plain values in, plain values out."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta, tzinfo
from typing import NamedTuple

from prazo.routing.forecast import Fate, Worker
from prazo.routing.staff import Staff
from prazo.web.board.read import Due

STEPS = {2: timedelta(minutes=30), 4: timedelta(hours=1), 8: timedelta(hours=1),
         24: timedelta(hours=3)}  # fmt: skip
"""How long a column is, by how many hours the board shows."""
SHORTEST = timedelta(minutes=1)
"""What would be left of a last column otherwise, and named by the same minute twice."""
WITHOUT_WORK = 12
"""People of a team whose hours nobody set, shown though they have nothing, up to so many."""


class Column(NamedTuple):
    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Row:
    """What one person of a team has; `user` None: what nobody has. `cells` as the columns, with
    what is past due before them."""

    user: int | None
    name: str
    there: bool
    late: Sequence[Due]
    cells: Sequence[Sequence[Due]]

    @property
    def count(self) -> int:
        return len(self.late) + sum(map(len, self.cells))


@dataclass(slots=True)
class Group:
    """A team, or None for tickets of no team."""

    team: int | None
    name: str
    rows: list[Row] = field(default_factory=list)


def columns(now: datetime, hours: int, zone: tzinfo) -> list[Column]:
    """From now on; they end where a clock on the wall strikes, so the first may be short."""
    step, until = STEPS[hours], now + timedelta(hours=hours)
    local = now.astimezone(zone)
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    gone = (local.replace(tzinfo=None) - midnight.replace(tzinfo=None)) // step
    found, start = [], now
    end = now + ((gone + 1) * step - (local.replace(tzinfo=None) - midnight.replace(tzinfo=None)))
    while start < until:
        if until - end < SHORTEST:
            end = until
        found.append(Column(start, min(end, until)))
        start, end = end, end + step
    return found


def groups(
    found: Sequence[Due], staff: Staff, across: Sequence[Column], now: datetime
) -> list[Group]:
    """Teams by name, then what has no team. Nobody's row stands first, for somebody to take."""
    by_row: dict[tuple[int | None, int | None], list[Due]] = defaultdict(list)
    for due in found:
        by_row[due.team, due.holder].append(due)
    made: list[Group] = []
    for team, name in (*staff.teams.items(), (None, "")):
        group = Group(team, name)
        for user in _users(team, by_row, staff, now):
            there = user in staff.workers and staff.workers[user].there_at(now) if user else False
            own = by_row.get((team, user), [])
            name_of = staff.names.get(user, "") if user else ""
            cells = [[due for due in own if _in(due, column)] for column in across]
            late = [due for due in own if due.late]
            group.rows.append(Row(user, name_of, there, late, cells))
        if group.rows:
            made.append(group)
    return made


def missed(found: Sequence[Due], fates: Mapping[int, Fate]) -> list[Due]:
    """Those that can still be kept, and will not be unless somebody moves."""
    return [due for due in found if not due.late and fates[due.id].missed]


def _users(
    team: int | None,
    by_row: Mapping[tuple[int | None, int | None], Sequence[Due]],
    staff: Staff,
    now: datetime,
) -> list[int | None]:
    """Who has something; and of a team that does, who could take something."""
    holding = {user for of, user in by_row if of == team}
    members = [one for one in staff.workers.values() if team in one.teams]
    few = len(members) <= WITHOUT_WORK
    free = {one.user for one in members if _could(one, few, now)}
    if not holding:
        return []
    named = [user for user in staff.names if user in holding | free]
    gone = sorted(user for user in holding if user is not None and user not in staff.names)
    return [None, *named, *gone] if None in holding or free else [*named, *gone]


def _could(one: Worker, few: bool, now: datetime) -> bool:
    return one.there_at(now) and (few or one.calendar is not None)


def _in(due: Due, column: Column) -> bool:
    return not due.late and column.start <= due.due_at < column.end
