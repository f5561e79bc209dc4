"""When a rule on time would have acted on a ticket: each time its conditions began to hold.

Between two facts of a ticket nothing of it changes but the time, and there each condition on time
holds from an instant on, or until one. Plain values in, plain values out.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from prazo.desk.conditions import FIELDS, Condition, Conditions
from prazo.desk.conditions.condition import Op
from prazo.desk.conditions.fields import Kind
from prazo.lib.stretch import seconds_of

TICK = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Span:
    """From a fact to the next one, or to the instant that is asked for. `holds` says of each
    condition without time whether it held; `instants` what those on time are about."""

    ticket: int
    event: int
    begins: datetime
    ends: datetime
    eligible: bool
    holds: Mapping[Condition, bool]
    instants: Mapping[str, datetime | None]


def on_time(condition: Condition) -> bool:
    return FIELDS[condition.field].kind in (Kind.DUE, Kind.AGO)


def beginnings(spans: Sequence[Span], conditions: Conditions) -> Iterator[tuple[datetime, Span]]:
    """Of one ticket's spans in their order."""
    asked = {each for each in (*conditions.all_of, *conditions.any_of) if on_time(each)}
    held = False
    for span in spans:
        lines = {each: _line(each, span.instants[each.field]) for each in asked}
        edges = {edge for line in lines.values() for edge in line if edge is not None}
        for at in sorted({span.begins, *(e for e in edges if span.begins < e < span.ends)}):
            holds = span.eligible and _true(conditions, span, lines, at)
            if holds and not held:
                yield at, span
            held = holds


class Line(NamedTuple):
    """Of all instants those `since` one, or before `until`; None where it has no such end."""

    since: datetime | None = None
    until: datetime | None = None

    def holds(self, at: datetime) -> bool:
        after = self.since is None or self.since <= at
        return after and (self.until is None or at < self.until)


def _true(
    conditions: Conditions, span: Span, lines: Mapping[Condition, Line], at: datetime
) -> bool:
    def holds(one: Condition) -> bool:
        return lines[one].holds(at) if one in lines else span.holds[one]

    some = conditions.any_of
    return all(map(holds, conditions.all_of)) and (not some or any(map(holds, some)))


def _line(condition: Condition, instant: datetime | None) -> Line:
    """As `prazo.desk.conditions.sql` compares; what never was is true of NEVER alone."""
    never = condition.op == Op.NEVER
    if instant is None or never:
        return Line() if instant is None and never else NOWHERE
    length = timedelta(seconds=(seconds_of(condition.values[0]) or 0) if condition.values else 0)
    match condition.op:
        case Op.OVERDUE:
            return Line(since=instant + TICK)
        case Op.WITHIN:
            return Line(since=instant - length + TICK)
        case Op.LATER:
            return Line(until=instant - length + TICK)
        case Op.LESS_AGO:
            return Line(until=instant + length)
        case _more_ago:
            return Line(since=instant + length)


_ANY = datetime.fromisoformat("2000-01-01T00:00:00+00:00")
NOWHERE = Line(since=_ANY, until=_ANY)
