"""Clock rows that are counted alike, as columns: all of them moved by a few sums over arrays.

Instants and durations are µs. What is alike has the same calendar, the same figure and the same
steps to come; so a step's instants are one column.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from prazo.engine.agreement import Agreement, Allowance, Limit, Step
from prazo.engine.bulk import due_many
from prazo.engine.calendar import Calendar
from prazo.engine.steps import amount, days_from

Micros = NDArray[np.int64]

NULL = "\\N"
"""As COPY reads it."""


class Row(NamedTuple):
    """`coming` as it is stored: [[step, repeat, instant], ...] in JSON."""

    id: int
    ticket: int
    contract: int | None
    metric: str
    rule: str
    calendar: str
    running: bool
    started: int
    counts_from: int
    counts_left: int
    allowed: int
    due: int
    coming: str


class Alike(NamedTuple):
    """`contract` where it gives the figure; `steps` are (step, repeat), in that order."""

    calendar: str
    metric: str
    rule: str
    contract: int | None
    steps: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Columns:
    """Some rows; `at` has a column for each step."""

    ids: NDArray[np.int64]
    tickets: NDArray[np.int64]
    running: NDArray[np.bool_]
    started: Micros
    since: Micros
    left: Micros
    allowed: Micros
    due: Micros
    at: Micros


@dataclass(frozen=True, slots=True)
class Moved:
    """Rows as they were, and what they are now."""

    key: Alike
    before: Columns
    due: Micros
    allowed: Micros
    at: Micros

    @property
    def changed(self) -> NDArray[np.bool_]:
        was = self.before
        elsewhere = (self.due != was.due) | (self.allowed != was.allowed)
        found: NDArray[np.bool_] = elsewhere | (self.at != was.at).any(axis=1)
        return found

    @property
    def due_elsewhere(self) -> int:
        return int((self.due != self.before.due).sum())

    def touched(self) -> list[int]:
        """The tickets of those that changed."""
        found: list[int] = self.before.tickets[self.changed].tolist()
        return found

    def lines(self) -> Iterator[str]:
        """Of those that changed: id, due, allowed, left, coming, wakes; as COPY reads it."""
        kept, was = self.changed, self.before
        due, allowed, at = self.due[kept], self.allowed[kept], self.at[kept]
        left = was.left[kept] + allowed - was.allowed[kept]
        coming = _in_order(self.key.steps, at)
        wakes = _wakes(was.running[kept], due, at)
        figures = (was.ids[kept], due, allowed, left)
        for one, steps, wakes_at in zip(
            np.column_stack(figures).tolist(), coming, wakes, strict=True
        ):
            last = NULL if wakes_at is None else wakes_at
            # Python writes a list of whole numbers as JSON does, in a third of the time.
            yield "\t".join(map(str, (*one, steps, last))) + "\n"


def alike(rows: Iterable[Row], of_contract: Collection[tuple[str, str]]) -> dict[Alike, Columns]:
    """`of_contract` names the lines, by metric and rule, whose figure a contract gives."""
    groups: dict[Alike, list[tuple[Row, list[int]]]] = defaultdict(list)
    for row in rows:
        coming = json.loads(row.coming)
        coming.sort()
        contract = row.contract if (row.metric, row.rule) in of_contract else None
        steps = tuple([(place, repeat) for place, repeat, _ in coming])
        key = Alike(row.calendar, row.metric, row.rule, contract, steps)
        groups[key].append((row, [us for _, _, us in coming]))
    return {key: _columns(group) for key, group in groups.items()}


def moved(agreement: Agreement, key: Alike, allowance: Allowance, rows: Columns) -> Moved:
    """Due `left` of working time after `since`, which lies before the day that was closed."""
    calendar = agreement.calendars[key.calendar].calendar
    spent_before, allowed = rows.allowed - rows.left, rows.allowed
    if allowance.limit is Limit.DAYS:
        allowed = _of_each(lambda started: _days(calendar, allowance, started), rows.started)
    due = due_many(calendar, rows.since, np.maximum(allowed - spent_before, 0))
    at = rows.at.copy()
    for column, (place, repeat) in enumerate(key.steps):
        step = agreement.escalation[place]
        at[:, column] = _instants(
            step, repeat, calendar, rows, spent_before, allowed, due, at[:, column]
        )
    return Moved(key, rows, due, allowed, at)


def _columns(group: Sequence[tuple[Row, list[int]]]) -> Columns:
    found, at = zip(*group, strict=True)
    columns = dict(zip(Row._fields, zip(*found, strict=True), strict=True))

    def column(name: str) -> Micros:
        return np.array(columns[name], np.int64)

    return Columns(
        ids=column("id"),
        tickets=column("ticket"),
        running=np.array(columns["running"], np.bool_),
        started=column("started"),
        since=column("counts_from"),
        left=column("counts_left"),
        allowed=column("allowed"),
        due=column("due"),
        at=np.array(at, np.int64).reshape(len(group), -1),
    )


def _of_each(count: Callable[[int], int], values: Micros) -> Micros:
    """Counted once for those that are the same."""
    different, which = np.unique(values, return_inverse=True)
    return np.array([count(int(one)) for one in different], np.int64)[which]


def _days(calendar: Calendar, allowance: Allowance, started: int) -> int:
    """Days are laid out from the clock's start, as the fold does it."""
    due = calendar.due_days_us(started, allowance.days, allowance.end_of_day)
    return calendar.spent_us(started, due)


def _instants(
    step: Step,
    repeat: int,
    calendar: Calendar,
    rows: Columns,
    spent_before: Micros,
    allowed: Micros,
    due: Micros,
    was: Micros,
) -> Micros:
    """A step that fell due before the present run stays where it was."""
    if step.offset.limit is Limit.DAYS:
        return _of_each(lambda us: days_from(step, repeat, calendar, us), due)
    wanted = _of_each(lambda one: amount(step, repeat, one), allowed)
    on_this_run = (wanted > spent_before) | (rows.started == rows.since)
    left = np.where(on_this_run, np.maximum(wanted - spent_before, 0), 0)
    return np.where(on_this_run, due_many(calendar, rows.since, left), was)


def _in_order(steps: Sequence[tuple[int, int]], at: Micros) -> list[list[list[int]]]:
    """Each row's steps in order of time; of those at one instant, in the order of `steps`."""
    if not steps:
        return [[] for _ in at]
    order = np.argsort(at, axis=1, kind="stable")
    named = np.array(steps, np.int64)[order]
    instants = np.take_along_axis(at, order, axis=1)
    found: list[list[list[int]]] = np.dstack([named, instants[:, :, None]]).tolist()
    return found


def _wakes(running: NDArray[np.bool_], due: Micros, at: Micros) -> list[int | None]:
    """As `prazo.desk.clocks` dates it: its first step, or just after its due time."""
    never = np.iinfo(np.int64).max
    first = at.min(axis=1) if at.shape[1] else np.full(len(at), never)
    wakes = np.minimum(first, np.where(running, due + 1, never))
    return [None if us == never else us for us in wakes.tolist()]
