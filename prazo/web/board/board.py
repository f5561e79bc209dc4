"""One look at the promises of the next hours: read, simulated, and laid out."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from prazo.accounts.models import User
from prazo.routing.forecast import Fate, Promise, forecast, rescues
from prazo.routing.staff import Staff, staff_of
from prazo.web.board.grid import STEPS, Column, Group, columns, groups, missed
from prazo.web.board.owed import owed
from prazo.web.board.read import MOST, Due, Pace, Paces, full, paces_of, read

HOURS = tuple(STEPS)
USUAL = 8


@dataclass(frozen=True, slots=True)
class Board:
    """`doomed` will be missed unless somebody moves; `helpers` names who could keep which."""

    now: datetime
    hours: int
    coming: Sequence[Due]
    late: Sequence[Due]
    across: Sequence[Column]
    groups: Sequence[Group]
    staff: Staff
    paces: Paces
    fates: Mapping[int, Fate]
    doomed: Sequence[Due]
    helpers: Mapping[int, int]
    cut: bool  # there are more to come than were looked at
    many_late: bool

    def pace(self, due: Due) -> Pace:
        return self.paces.get((due.desk, due.metric), ASSUMED_PACE)


ASSUMED_PACE = Pace()


def board_of(user: User, desks: Iterable[int], hours: int, now: datetime, zone: tzinfo) -> Board:
    desks = list(desks)
    found = read(user, desks, now, now + timedelta(hours=hours))
    many_late = any(full(found, desk, late=True) for desk in desks)
    more = any(full(found, desk, late=False) for desk in desks)
    found = [due for due in found if owed(due.version, due.sha256, due.metric)]
    coming, late = [d for d in found if not d.late], [d for d in found if d.late]
    cut = more or len(coming) > MOST
    coming = coming[:MOST]
    staff, paces = staff_of(desks, now), paces_of(desks)
    promises = [_promise(due, paces) for due in (*late, *coming)]
    fates = forecast(promises, staff.workers, now)
    across = columns(now, hours, zone)
    return Board(
        now=now,
        hours=hours,
        coming=coming,
        late=late,
        across=across,
        groups=groups([*late, *coming], staff, across, now),
        staff=staff,
        paces=paces,
        fates=fates,
        doomed=missed(coming, fates),
        helpers=rescues(promises, staff.workers, fates, now),
        cut=cut,
        many_late=many_late,
    )


def _promise(due: Due, paces: Paces) -> Promise:
    needed = paces.get((due.desk, due.metric), ASSUMED_PACE).needed
    return Promise(due.id, due.due_at, needed, due.desk, due.team, due.holder)
