"""Queues of one's own making, as queues; and how many tickets each holds."""

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import OperationalError, connection, transaction
from django.db.models import QuerySet
from psycopg.errors import QueryCanceled

from prazo.accounts.models import User
from prazo.desk.conditions import Conditions, only_open, read, speaks_of_status, where
from prazo.desk.models import SavedQueue
from prazo.desk.sight import SEEN
from prazo.lib.prepared import Prepared
from prazo.web.counts import COUNTED
from prazo.web.layouts import layouts_of
from prazo.web.orders import NEXT_DUE, ORDERS, SORTS
from prazo.web.queues import DESKS, OPEN, Queue
from prazo.web.shown import row

SHOWN = 12
"""Beside every page; all of them stand on a page of their own."""
COUNTING_MS = 300
"""Q03: what takes longer to count is not counted."""
KEPT = 10.0


@dataclass(frozen=True, slots=True)
class Held:
    """A saved queue beside a page; `count` None where counting took too long."""

    pk: int
    name: str
    count: int | None

    @property
    def address(self) -> str:
        return f"/q/s/{self.pk}"


def as_queue(saved: SavedQueue, user: User, as_of: datetime) -> Queue:
    conditions, _faults = read(saved.conditions)
    return made_of(
        conditions,
        user,
        as_of,
        slug=f"s/{saved.pk}",
        name=saved.name,
        order=saved.order,
        columns=tuple(column for column in saved.columns if column in row.CELLS) or row.USUAL,
    )


def made_of(
    conditions: Conditions,
    user: User,
    as_of: datetime,
    *,
    slug: str = "",
    name: str = "",
    order: str = SavedQueue.Order.DUE,
    columns: tuple[str, ...] = row.USUAL,
) -> Queue:
    said, values = _where(conditions, user.pk, as_of, "c")
    is_open = only_open(conditions)
    chosen = ORDERS[order]
    if chosen.by and not is_open:  # groups are known of open tickets alone
        chosen = NEXT_DUE
    sorts = SORTS if is_open else {}
    return Queue(slug, name, said, chosen, values, columns, sorts, mixed=not is_open)


def _where(
    conditions: Conditions, user: int, as_of: datetime, prefix: str
) -> tuple[str, dict[str, Any]]:
    """Of open tickets, unless the conditions speak of the status themselves."""
    said, values = where(conditions, user=user, as_of=as_of, prefix=prefix)
    spoken = speaks_of_status(conditions)
    return said if spoken else f"{OPEN} and {said}", values


def count_of(queue: Queue, user: User, desks: Iterable[int]) -> int | None:
    """No further than COUNTED + 1."""
    values = {**queue.values, "user": user.pk, "desks": list(desks)}
    found = _in_time(f"select {_counted(queue.where)}", values)
    return found[0] if found else None


_held: dict[tuple[int, tuple[int, ...]], tuple[float, list[Held]]] = {}


def held(user: User, desks: Iterable[int], as_of: datetime) -> list[Held]:
    """The first of those one sees, with counts that are KEPT seconds old at most."""
    key = (user.pk, tuple(sorted(desks)))
    known = _held.get(key)
    if known is not None and time.monotonic() - known[0] < KEPT:
        return known[1]
    queues = _beside(user)
    counts = _counts(queues, user, key[1], as_of) if queues else []
    found = [Held(q.pk, q.name, count) for q, count in zip(queues, counts, strict=True)]
    if len(_held) > 1000:
        _held.clear()
    _held[key] = (time.monotonic(), found)
    return found


def held_ago(user: User, desks: Iterable[int]) -> float:
    """How many seconds ago those beside a page that is drawn now were counted."""
    known = _held.get((user.pk, tuple(sorted(desks))))
    ago = time.monotonic() - known[0] if known is not None else 0.0
    return ago if ago < KEPT else 0.0


def _beside(user: User) -> list[SavedQueue]:
    """Those that were put first, and then the others by name."""
    wanted = layouts_of(user).first
    if not wanted:
        return FIRST(user.pk)
    put = {one.pk: one for one in SavedQueue.objects.visible_to(user).filter(pk__in=wanted)}
    others = [one for one in FIRST(user.pk) if one.pk not in put]
    return [*(put[pk] for pk in wanted if pk in put), *others][:SHOWN]


def _first(user: int) -> QuerySet[SavedQueue]:
    return SavedQueue.objects.visible_to(User(pk=user))[:SHOWN]


FIRST = Prepared(_first, numbers=1)


def forget(user: User) -> None:
    for key in [key for key in _held if key[0] == user.pk]:
        del _held[key]


def _counts(
    queues: list[SavedQueue], user: User, desks: tuple[int, ...], as_of: datetime
) -> list[int | None]:
    """In one statement; none of them where all together take too long."""
    values: dict[str, Any] = {"user": user.pk}
    counted = []
    for place, queue in enumerate(queues):
        conditions, _faults = read(queue.conditions)
        said, bound = _where(conditions, user.pk, as_of, f"c{place}")
        wanted = desks if queue.desk_id is None else tuple({queue.desk_id} & {*desks})
        values |= {**bound, f"desks{place}": list(wanted)}
        counted.append(_counted(said, f"desks{place}"))
    found = _in_time(f"select {', '.join(counted)}", values)
    return list(found) if found else [None] * len(queues)


def _counted(said: str, desks: str = "desks") -> str:
    return f"""(select count(*) from {DESKS.replace("%(desks)s", f"%({desks})s")}
        cross join lateral (select from desk_ticket t
         where t.desk_id = d.id and not t.synthetic and {SEEN} and {said}
         limit {COUNTED + 1}) few)"""  # noqa: S608 - our own words and a number


def _in_time(statement: str, values: Mapping[str, Any]) -> tuple[int, ...] | None:
    """The one row that is asked for; None where that takes too long."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("select set_config('statement_timeout', %s, true)", [str(COUNTING_MS)])
            cursor.execute(statement, values)
            return tuple(cursor.fetchone())
    except OperationalError as error:
        if not isinstance(error.__cause__, QueryCanceled):
            raise
        return None
