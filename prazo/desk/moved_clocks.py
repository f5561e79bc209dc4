"""What one more closed date does to many clock rows at once: due times, steps, the queue's order.

Instants and durations here are µs, as the engine counts them. Only rows whose past the day
leaves alone are moved so: `that_must_be_folded` names the tickets of the others.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from prazo.agreements.figures import contract_figures
from prazo.agreements.models import Version
from prazo.customers.models import Contract
from prazo.desk.moved_columns import Alike, Moved, Row, alike, moved
from prazo.engine.agreement import Agreement, Allowance, Limit
from prazo.engine.clock import State
from prazo.lib import rows

US = "(extract(epoch from {0}) * 1000000)::bigint"
READ = f"""
select c.id, c.ticket_id, t.contract_id, c.metric, c.rule, c.calendar,
       c.state = '{State.RUNNING}',
       {US.format("c.started_at")}, {US.format("c.counts_from")}, {US.format("c.counts_left")},
       {US.format("c.allowed")}, {US.format("c.due_at")}, c.coming
from desk_clock c join desk_ticket t on t.id = c.ticket_id
where c.ticket_id = any(%(tickets)s::bigint[]) and c.calendar = any(%(calendars)s)
  and c.due_at is not null and c.met_at is null and c.ended_at is null
  and (greatest({US.format("c.due_at")}, (c.coming -> -1 ->> 2)::bigint) > %(day)s
       or c.rule = any(%(in_days)s))
order by c.id
"""  # noqa: S608 - names of our own columns
FOLDED = f"""
select distinct c.ticket_id from desk_clock c
where c.ticket_id = any(%(tickets)s::bigint[])
  and {US.format("c.started_at")} < %(day_end)s
  and (coalesce(c.met_at, c.ended_at) is null
       or {US.format("coalesce(c.met_at, c.ended_at)")} > %(day)s)
  and not (c.state = 'running' and c.breached_at is null and c.counts_from = c.started_at
           and {US.format("c.counts_from")} <= %(day)s
           and not c.metric = any(%(repeating)s))
"""  # noqa: S608 - names of our own columns
IN_DAYS = """
select distinct c.ticket_id from desk_clock c
where c.ticket_id = any(%s::bigint[]) and c.calendar = any(%s) and c.rule = any(%s)
  and (c.due_at is null or c.met_at is not null or c.ended_at is not null)
"""
TABLE = """
create temporary table if not exists moved_clock (
  id bigint, due bigint, allowed bigint, counts_left bigint, coming jsonb, wakes bigint
) on commit delete rows
"""
INSTANT = "timestamptz 'epoch' + m.{0} * interval '1 microsecond'"
WRITE = f"""
update desk_clock c set due_at = {INSTANT.format("due")},
  allowed = m.allowed * interval '1 microsecond',
  counts_left = m.counts_left * interval '1 microsecond',
  coming = m.coming, next_step_at = {INSTANT.format("wakes")}
from moved_clock m where c.id = m.id
"""  # noqa: S608 - names of our own columns
QUEUE = """
update desk_ticket t set next_due_at = n.due_at, next_metric = n.metric
from (select distinct on (c.ticket_id) c.ticket_id, c.due_at, c.metric
        from desk_clock c
       where c.ticket_id = any(%s::bigint[]) and c.metric = any(%s) and c.due_at is not null
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


def that_must_be_folded(change: Change, tickets: Sequence[int]) -> set[int]:
    """Those with a clock in whose past the day lies. A day to come lies in nobody's past.

    A clock in its first run, not yet breached, has nothing behind it but that run; and where
    nothing repeats, it does not matter which steps the day moves into the future. A figure in
    days may be worth another time now also to a clock that does not count.
    """
    agreement = change.agreement
    found: set[int] = set()
    if in_days := _lines_in_days(agreement):
        with connection.cursor() as cursor:
            cursor.execute(IN_DAYS, [rows.array(tickets), list(change.calendars), in_days])
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
        "tickets": rows.array(tickets),
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
    found = [group for group in _moved(change, _read(change, tickets)) if group.changed.any()]
    if not found:
        return 0
    _write(found)
    touched = sorted({ticket for group in found for ticket in group.touched()})
    targets = change.agreement.targets.values()
    owed = [target.metric for target in targets if target.owed_by == "provider"]
    with connection.cursor() as cursor:
        cursor.execute(QUEUE, [rows.array(touched), owed])
    return sum(group.due_elsewhere for group in found)


def _read(change: Change, tickets: Sequence[int]) -> list[Row]:
    """Those due, or with a step to come, after the day begins. A figure in days that is used up
    at a closing may depend on whether the next day opens."""
    asked: dict[str, Any] = {
        "tickets": rows.array(tickets),
        "calendars": list(change.calendars),
        "day": change.day[0],
        "in_days": _lines_in_days(change.agreement),
    }
    with connection.cursor() as cursor:
        cursor.execute(READ, asked)
        return [Row._make(row) for row in cursor.fetchall()]


def _moved(change: Change, found: Iterable[Row]) -> Iterator[Moved]:
    """Rows that are counted alike, moved together."""
    lines = {
        (metric, line.rule): line.allowed
        for metric, target in change.agreement.targets.items()
        for line in target.lines
    }
    of_contract = {key for key, allowed in lines.items() if allowed.limit is Limit.CONTRACT}
    groups = alike(found, of_contract)
    figures = _figures({key.contract for key in groups if key.contract is not None})
    for key, group in groups.items():
        yield moved(change.agreement, key, _allowance(key, lines, figures), group)


def _allowance(
    key: Alike,
    lines: dict[tuple[str, str], Allowance],
    figures: dict[int, dict[str, Allowance]],
) -> Allowance:
    allowance = lines[key.metric, key.rule]
    return allowance if key.contract is None else figures[key.contract][allowance.key]


def _figures(contracts: Collection[int]) -> dict[int, dict[str, Allowance]]:
    known = Contract.objects.in_bulk(contracts)
    return {pk: contract_figures(contract.figures) for pk, contract in known.items()}


def _write(groups: Iterable[Moved]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(TABLE)
        with cursor.copy("copy moved_clock from stdin") as copy:
            for group in groups:
                copy.write("".join(group.lines()))
        cursor.execute(WRITE)
