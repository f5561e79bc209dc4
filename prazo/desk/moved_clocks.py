"""What one more closed date does to many clock rows at once: due times, steps, the queue's order.

Instants and durations here are µs, as the engine counts them. Only rows whose past the day
leaves alone are moved so: `that_must_be_folded` names the tickets of the others.
"""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from prazo.agreements.figures import contract_figures
from prazo.agreements.models import Version
from prazo.customers.models import Contract
from prazo.engine.agreement import Agreement, Allowance, Limit, Step
from prazo.engine.bulk import due_many
from prazo.engine.calendar import Calendar
from prazo.engine.clock import State
from prazo.engine.instant import to_datetime, to_us
from prazo.engine.steps import amount, days_from

Micros = NDArray[np.int64]

US = "(extract(epoch from {0}) * 1000000)::bigint"
READ = f"""
select c.id, c.ticket_id, t.contract_id, c.metric, c.rule, c.calendar, c.state,
       {US.format("c.started_at")}, {US.format("c.counts_from")}, {US.format("c.counts_left")},
       {US.format("c.allowed")}, {US.format("c.due_at")}, c.steps
from desk_clock c join desk_ticket t on t.id = c.ticket_id
where c.ticket_id = any(%s) and c.calendar = any(%s) and c.due_at is not null
  and c.met_at is null and c.ended_at is null
  and (c.due_at > %s or c.steps <> '[]')
order by c.id
"""  # noqa: S608 - names of our own columns
FOLDED = f"""
select distinct c.ticket_id from desk_clock c
where c.ticket_id = any(%(tickets)s)
  and {US.format("c.started_at")} < %(day_end)s
  and (coalesce(c.met_at, c.ended_at) is null
       or {US.format("coalesce(c.met_at, c.ended_at)")} > %(day)s)
  and not (c.state = 'running' and c.breached_at is null and c.counts_from = c.started_at
           and {US.format("c.counts_from")} <= %(day)s
           and not c.metric = any(%(repeating)s))
"""  # noqa: S608 - names of our own columns
IN_DAYS = """
select distinct c.ticket_id from desk_clock c
where c.ticket_id = any(%s) and c.calendar = any(%s) and c.rule = any(%s)
  and (c.due_at is null or c.met_at is not null or c.ended_at is not null)
"""
TABLE = """
create temporary table if not exists moved_clock (
  id bigint, due bigint, allowed bigint, counts_left bigint, steps jsonb, wakes bigint
) on commit delete rows
"""
INSTANT = "timestamptz 'epoch' + m.{0} * interval '1 microsecond'"
WRITE = f"""
update desk_clock c set due_at = {INSTANT.format("due")},
  allowed = m.allowed * interval '1 microsecond',
  counts_left = m.counts_left * interval '1 microsecond',
  steps = m.steps, next_step_at = {INSTANT.format("wakes")}
from moved_clock m where c.id = m.id
"""  # noqa: S608 - names of our own columns
QUEUE = """
update desk_ticket t set next_due_at = n.due_at, next_metric = n.metric
from (select distinct on (c.ticket_id) c.ticket_id, c.due_at, c.metric
        from desk_clock c
       where c.ticket_id = any(%s) and c.metric = any(%s) and c.due_at is not null
         and c.met_at is null and c.ended_at is null
       order by c.ticket_id, c.due_at, c.metric collate "C") n
where t.id = n.ticket_id
  and (t.next_due_at, t.next_metric) is distinct from (n.due_at, n.metric)
"""


@dataclass(frozen=True, slots=True)
class Change:
    """`calendars` names those whose hours changed; `day` is [start, end)."""

    version: Version
    calendars: frozenset[str]
    day: tuple[int, int]
    as_of: int

    @property
    def agreement(self) -> Agreement:
        """As it is now: somebody may close another date while this one is counted."""
        return self.version.loaded().agreement


class Row(NamedTuple):
    id: int
    ticket: int
    contract: int | None
    metric: str
    rule: str
    calendar: str
    state: str
    started: int
    counts_from: int
    counts_left: int
    allowed: int
    due: int
    steps: list[list[int | str]]


class Moved(NamedTuple):
    """One row as it is now."""

    row: Row
    due: int
    allowed: int
    steps: list[list[int | str]]

    @property
    def changed(self) -> bool:
        return (self.due, self.allowed, self.steps) != (
            self.row.due,
            self.row.allowed,
            self.row.steps,
        )


def that_must_be_folded(change: Change, tickets: Sequence[int]) -> set[int]:
    """Those with a clock in whose past the day lies. A day to come lies in nobody's past.

    A clock in its first run, not yet breached, has nothing behind it but that run; and where
    nothing repeats, it does not matter which steps the day moves into the future. A figure in
    days may be worth another time now also to a clock that does not count.
    """
    agreement = change.agreement
    with connection.cursor() as cursor:
        asked_of: list[Any] = [list(tickets), list(change.calendars), _lines_in_days(agreement)]
        cursor.execute(IN_DAYS, asked_of)
        found = {ticket for (ticket,) in cursor.fetchall()}
    start, end = change.day
    if start >= change.as_of:
        return found
    repeating = [
        metric
        for metric in agreement.targets
        if any(step.every is not None for _, step in agreement.steps(metric))
    ]
    asked: dict[str, Any] = {
        "tickets": list(tickets),
        "day": start,
        "day_end": end,
        "repeating": repeating,
    }
    with connection.cursor() as cursor:
        cursor.execute(FOLDED, asked)
        return found | {ticket for (ticket,) in cursor.fetchall()}


def _lines_in_days(agreement: Agreement) -> list[str]:
    """Also those that leave the figure to a contract, where one gives it in days."""
    given = (contract_figures(f) for f in Contract.objects.values_list("figures", flat=True))
    in_days = {
        key
        for figures in given
        for key, allowance in figures.items()
        if allowance.limit is Limit.DAYS
    }
    lines = (line for target in agreement.targets.values() for line in target.lines)
    return [
        line.rule
        for line in lines
        if line.allowed.limit is Limit.DAYS or line.allowed.key in in_days
    ]


def move_clocks(change: Change, tickets: Sequence[int]) -> int:
    """How many are due at another time now."""
    rows = _read(change, tickets)
    moved = [one for group in _groups(change, rows) for one in group if one.changed]
    _write(moved)
    if moved:
        touched = sorted({one.row.ticket for one in moved})
        targets = change.agreement.targets.values()
        owed = [target.metric for target in targets if target.owed_by == "provider"]
        with connection.cursor() as cursor:
            cursor.execute(QUEUE, [touched, owed])
    return sum(one.due != one.row.due for one in moved)


def _read(change: Change, tickets: Sequence[int]) -> list[Row]:
    after = to_datetime(change.day[0])
    with connection.cursor() as cursor:
        cursor.execute(READ, [list(tickets), list(change.calendars), after])
        rows = cursor.fetchall()
    return [Row._make((*row[:-1], json.loads(row[-1]))) for row in rows]


def _groups(change: Change, rows: Iterable[Row]) -> Iterator[list[Moved]]:
    """Rows that are counted alike, moved together."""
    groups: dict[tuple[str, str, str, int | None], list[Row]] = defaultdict(list)
    lines = {
        (metric, line.rule): line.allowed
        for metric, target in change.agreement.targets.items()
        for line in target.lines
    }
    for row in rows:
        open_figure = lines[row.metric, row.rule].limit is Limit.CONTRACT
        key = (row.calendar, row.metric, row.rule, row.contract if open_figure else None)
        groups[key].append(row)
    figures = _figures({contract for *_, contract in groups if contract is not None})
    for (calendar, metric, rule, contract), group in groups.items():
        allowance = lines[metric, rule]
        if contract is not None:
            allowance = figures[contract][allowance.key]
        yield _move(change.agreement, calendar, allowance, group)


def _figures(contracts: Collection[int]) -> dict[int, dict[str, Allowance]]:
    known = Contract.objects.in_bulk(contracts)
    return {pk: contract_figures(contract.figures) for pk, contract in known.items()}


def _move(
    agreement: Agreement, name: str, allowance: Allowance, rows: Sequence[Row]
) -> list[Moved]:
    """Due `counts_left` of working time after `counts_from`, which lies before the day."""
    calendar = agreement.calendars[name].calendar
    since, left, allowed, started = (
        np.array([getattr(row, name) for row in rows], np.int64)
        for name in ("counts_from", "counts_left", "allowed", "started")
    )
    spent_before = allowed - left
    if allowance.limit is Limit.DAYS:
        allowed = np.array([_days(calendar, allowance, row.started) for row in rows], np.int64)
    due = due_many(calendar, since, np.maximum(allowed - spent_before, 0))
    instants = _Steps(agreement, calendar, since, spent_before, started == since)
    steps = instants.moved(rows, allowed, due)
    return [
        Moved(row, int(d), int(a), s)
        for row, d, a, s in zip(rows, due, allowed, steps, strict=True)
    ]


def _days(calendar: Calendar, allowance: Allowance, started: int) -> int:
    """Days are laid out from the clock's start, as the fold does it."""
    due = calendar.due_days_us(started, allowance.days, allowance.end_of_day)
    return calendar.spent_us(started, due)


@dataclass(frozen=True, slots=True)
class _Steps:
    """The steps of some rows of one calendar, each place of the matrix for all rows at once."""

    agreement: Agreement
    calendar: Calendar
    since: Micros
    spent_before: Micros
    first_run: NDArray[np.bool_]

    def moved(
        self, rows: Sequence[Row], allowed: Micros, due: Micros
    ) -> list[list[list[int | str]]]:
        places: dict[tuple[int, int], list[int]] = defaultdict(list)
        for n, row in enumerate(rows):
            for place, repeat, _ in row.steps:
                places[int(place), int(repeat)].append(n)
        found: list[list[tuple[int, int, int]]] = [[] for _ in rows]
        for (place, repeat), which in places.items():
            step = self.agreement.escalation[place]
            at = self._instants(step, repeat, np.array(which), allowed, due)
            for n, us in zip(which, at, strict=True):
                old = next(a for p, r, a in rows[n].steps if (p, r) == (place, repeat))
                instant = us if us is not None else to_us(datetime.fromisoformat(str(old)))
                found[n].append((instant, place, repeat))
        return [
            [[place, repeat, to_datetime(us).isoformat()] for us, place, repeat in sorted(one)]
            for one in found
        ]

    def _instants(
        self, step: Step, repeat: int, which: NDArray[np.intp], allowed: Micros, due: Micros
    ) -> list[int | None]:
        """None for a step that fell due before the present run, which stays where it was."""
        if step.offset.limit is Limit.DAYS:
            return [days_from(step, repeat, self.calendar, int(us)) for us in due[which]]
        wanted = np.array([amount(step, repeat, int(a)) for a in allowed[which]], np.int64)
        before = self.spent_before[which]
        on_this_run = (wanted > before) | self.first_run[which]
        left = np.where(on_this_run, wanted - before, 0)
        at = due_many(self.calendar, self.since[which], left)
        return [int(us) if on else None for us, on in zip(at, on_this_run, strict=True)]


def _write(moved: Sequence[Moved]) -> None:
    if not moved:
        return
    with connection.cursor() as cursor:
        cursor.execute(TABLE)
        with cursor.copy("copy moved_clock from stdin") as copy:
            for one in moved:
                left = one.row.counts_left + one.allowed - one.row.allowed
                values = (one.row.id, one.due, one.allowed, left, json.dumps(one.steps))
                copy.write_row((*values, _wakes(one)))
        cursor.execute(WRITE)


def _wakes(one: Moved) -> int | None:
    """As `prazo.desk.clocks` dates it: its first step, or just after its due time."""
    instants = [to_us(datetime.fromisoformat(str(one.steps[0][2])))] if one.steps else []
    if one.row.state == State.RUNNING:
        instants.append(one.due + 1)
    return min(instants, default=None)
