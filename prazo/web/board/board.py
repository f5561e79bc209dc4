"""One look at the promises of the next hours: read, simulated, and laid out."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from functools import lru_cache

from prazo.accounts.models import User
from prazo.routing.forecast import Fate, Promise, forecast, rescues
from prazo.web.board.grid import STEPS, Column, Group, columns, groups, missed
from prazo.web.board.read import MISSED, MOST, Due, Pace, Paces, Staff, paces_of, read, staff_of
from prazo.web.shown import words

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
    found = [due for due in read(user, desks, now, now + timedelta(hours=hours)) if _owed(due)]
    coming, late = [d for d in found if not d.late], [d for d in found if d.late]
    cut = len(coming) > MOST
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
        many_late=len(late) >= MISSED,
    )


def _owed(due: Due) -> bool:
    """What the desk promised; what the customer or a carrier owes is not for us to keep."""
    return due.metric in _own_metrics(due.version, due.sha256)


@lru_cache(maxsize=256)
def _own_metrics(version: int, sha256: str) -> frozenset[str]:
    targets = words.terms_by(version, sha256).agreement.targets
    return frozenset(name for name, target in targets.items() if target.owed_by == "provider")


def _promise(due: Due, paces: Paces) -> Promise:
    needed = paces.get((due.desk, due.metric), ASSUMED_PACE).needed
    return Promise(due.id, due.due_at, needed, due.desk, due.team, due.holder)
