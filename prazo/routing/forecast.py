"""Which promises will be missed unless somebody moves: a plain simulation, and who could help.

It assumes that everybody works promise after promise in order of due, only on shift, and that
each takes as long as it mostly took at this desk. What nobody has is taken, in order of due, by
whoever of its team can finish it first. Plain values in, plain values out.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from prazo.accounts.absences import Away
from prazo.engine.calendar import Calendar
from prazo.engine.errors import CalendarError

NOTHING = timedelta()


@dataclass(frozen=True, slots=True)
class Promise:
    """One running clock: `needed` is the work it takes, `desk` and `team` say who may do it."""

    id: int
    due_at: datetime
    needed: timedelta
    desk: int
    team: int | None = None
    holder: int | None = None


@dataclass(frozen=True, slots=True)
class Worker:
    """Without a calendar nobody said when he works: he is taken to be there."""

    user: int
    desks: frozenset[int]
    teams: frozenset[int] = frozenset()
    calendar: Calendar | None = None
    away: tuple[Away, ...] = ()

    def may_do(self, promise: Promise) -> bool:
        if promise.team is not None:
            return promise.team in self.teams
        return promise.desk in self.desks

    def there_at(self, at: datetime) -> bool:
        if any(one.since <= at < one.until for one in self.away):
            return False
        return self.calendar is None or self.calendar.is_open(at)

    def done_at(self, since: datetime, work: timedelta) -> datetime | None:
        """When so much is worked off from then on; None for never."""
        try:
            if not self.away:
                return self._due(since, work)
            for one in sorted(self.away, key=lambda one: one.since):
                if one.until <= since:
                    continue
                done = self._due(since, work)
                if done <= one.since:
                    return done
                if since < one.since:
                    work -= self._spent(since, one.since)
                since = max(since, one.until)
            return self._due(since, work)
        except CalendarError:
            return None

    def _due(self, since: datetime, work: timedelta) -> datetime:
        return since + work if self.calendar is None else self.calendar.due(since, work)

    def _spent(self, since: datetime, until: datetime) -> timedelta:
        return until - since if self.calendar is None else self.calendar.spent(since, until)


@dataclass(frozen=True, slots=True)
class Fate:
    """Who gets to a promise, and when it is kept; None for nobody, and for never."""

    by: int | None
    kept_at: datetime | None
    missed: bool


Fates = Mapping[int, Fate]


def forecast(
    promises: Iterable[Promise], workers: Mapping[int, Worker], as_of: datetime
) -> dict[int, Fate]:
    """Of each promise, by its id. What is past due comes first, and takes its time too."""
    free = dict.fromkeys(workers, as_of)
    fates: dict[int, Fate] = {}
    for promise in in_order(promises):
        by, kept_at = _done(promise, workers, free)
        if by is not None and kept_at is not None:
            free[by] = kept_at
        fates[promise.id] = Fate(by, kept_at, kept_at is None or kept_at > promise.due_at)
    return fates


def rescues(
    promises: Sequence[Promise],
    workers: Mapping[int, Worker],
    fates: Fates,
    as_of: datetime,
    most: int = 5,
) -> dict[int, int]:
    """For the first that will be missed, who could keep it and miss nothing else by that.

    Each move is taken as made for those after it.
    """
    queue: dict[int, list[Promise]] = defaultdict(list)
    for promise in in_order(promises):
        by = fates[promise.id].by
        if by is not None:
            queue[by].append(promise)
    found: dict[int, int] = {}
    coming = [one for one in in_order(promises) if one.due_at > as_of and fates[one.id].missed]
    for promise in coming[:most]:
        helper = _helper(promise, workers, queue, as_of)
        if helper is None:
            continue
        found[promise.id] = helper
        by = fates[promise.id].by
        if by is not None:
            queue[by].remove(promise)
        queue[helper] = in_order([*queue[helper], replace(promise, holder=helper)])
    return found


def in_order(promises: Iterable[Promise]) -> list[Promise]:
    return sorted(promises, key=lambda one: (one.due_at, one.id))


def _done(
    promise: Promise, workers: Mapping[int, Worker], free: Mapping[int, datetime]
) -> tuple[int | None, datetime | None]:
    """By whom and when. A holder who works here no more never gets to it."""
    if promise.holder is not None:
        worker = workers.get(promise.holder)
        if worker is None:
            return promise.holder, None
        return worker.user, worker.done_at(free[worker.user], promise.needed)
    best: tuple[datetime, int] | None = None
    for worker in workers.values():
        if worker.may_do(promise):
            done = worker.done_at(free[worker.user], promise.needed)
            if done is not None and (best is None or (done, worker.user) < best):
                best = done, worker.user
    return (None, None) if best is None else (best[1], best[0])


def _helper(
    promise: Promise,
    workers: Mapping[int, Worker],
    queue: Mapping[int, list[Promise]],
    as_of: datetime,
) -> int | None:
    """Who finishes it first of those who keep it and all they kept before."""
    best: tuple[datetime, int] | None = None
    for worker in workers.values():
        if worker.user == promise.holder or not worker.may_do(promise):
            continue
        own = [one for one in queue.get(worker.user, ()) if one.id != promise.id]
        kept = _kept(worker, own, as_of)
        with_it = _kept(worker, in_order([*own, promise]), as_of)
        at = with_it.pop(promise.id, None)
        if (
            at is not None
            and with_it.keys() >= kept.keys()
            and (best is None or (at, worker.user) < best)
        ):
            best = at, worker.user
    return None if best is None else best[1]


def _kept(worker: Worker, own: Iterable[Promise], as_of: datetime) -> dict[int, datetime]:
    """Of his promises those he keeps, with when."""
    at: datetime | None = as_of
    kept: dict[int, datetime] = {}
    for promise in own:
        at = None if at is None else worker.done_at(at, promise.needed)
        if at is None:
            break
        if at <= promise.due_at:
            kept[promise.id] = at
    return kept
