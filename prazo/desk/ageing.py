"""What time alone does to a clock, found from its row without reading what happened.

Until something happens to its ticket, a clock that was settled changes in two ways only: its due
time passes unmet, and a step that repeats is dated further. A sweep with thousands of steps due
needs no fold for that. Where the row and its calendar do not agree, such as while a date is being
closed, only a fold can tell.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from prazo.agreements import closed_dates
from prazo.desk.clocks import Settlement, told_as, wakes
from prazo.desk.models import Clock, Ticket
from prazo.desk.step_keys import step_keys
from prazo.desk.terms import terms_of
from prazo.engine.agreement import Agreement, Limit, Step
from prazo.engine.calendar import Calendar
from prazo.engine.clock import State
from prazo.engine.instant import MICROSECOND, to_us
from prazo.engine.steps import amount, days_from


def aged(tickets: Iterable[Ticket], as_of: datetime) -> list[Settlement]:
    """The clocks of locked tickets to which something happens until then, as of the tickets' last
    change; not yet written. Tickets that must be folded are left out."""
    closed_dates.hold()
    known = {ticket.pk: ticket for ticket in tickets}
    waking: dict[int, list[Clock]] = defaultdict(list)
    for row in Clock.objects.filter(ticket_id__in=list(known), next_step_at__lte=as_of):
        waking[row.ticket_id].append(row)
    return [one for pk, rows in waking.items() if (one := _aged(known[pk], rows)) is not None]


def _aged(ticket: Ticket, rows: Sequence[Clock]) -> Settlement | None:
    agreement = terms_of(ticket.version).agreement
    made = Settlement(ticket, list(rows))
    for row in rows:
        run = _run_of(row, agreement)
        if run is None or not run.agrees(row, ticket.changed_at):
            return None
        if columns := run.age(row, to_us(ticket.changed_at)):
            made.changed[row.pk] = row
            made.columns |= columns
        owed = agreement.targets[row.metric].owed_by == "provider"
        ticket.breached = ticket.breached or (owed and row.breached_at is not None)
    return made


def _run_of(row: Clock, agreement: Agreement) -> "_Run | None":
    """Of a clock that counts; another waits for somebody."""
    facts = agreement.calendars.get(row.calendar)
    if facts is None or row.metric not in agreement.targets:
        return None
    if row.counts_from is None or row.counts_left is None:
        return None
    if row.due_at is None or row.allowed is None:
        return None
    left, allowed = row.counts_left // MICROSECOND, row.allowed // MICROSECOND
    return _Run(
        agreement=agreement,
        calendar=facts.calendar,
        since=to_us(row.counts_from),
        left=left,
        before=allowed - left,
        allowed=allowed,
        due=to_us(row.due_at),
        first=row.counts_from == row.started_at,
    )


@dataclass(frozen=True, slots=True)
class _Run:
    """The stretch in which a clock counts now. In µs: `left` of working time after `since`, and
    `before` was spent when it began."""

    agreement: Agreement
    calendar: Calendar
    since: int
    left: int
    before: int
    allowed: int
    due: int
    first: bool

    def agrees(self, row: Clock, as_of: datetime) -> bool:
        """Whether the calendar says the same of its due time, and of each step due until then."""
        until, matrix = to_us(as_of), self.agreement.escalation
        return self.calendar.due_us(self.since, max(self.left, 0)) == self.due and all(
            self.instant(matrix[place], repeat) == us
            for place, repeat, us in row.coming
            if us <= until
        )

    def age(self, row: Clock, until: int) -> set[str]:
        """Bring the row up to an instant; the columns that changed."""
        columns = set()
        if row.state == State.RUNNING and self.due < until:
            row.state = str(State.BREACHED)
            columns.add("state")
            if row.breached_at is None:
                row.breached_at = row.due_at
                columns.add("breached_at")
        if further := self._further(row, until):
            row.coming = sorted([*row.coming, *further], key=lambda one: (one[2], one[0], one[1]))
            columns.add("coming")
        if row.next_step_at != (wakes_at := wakes(row)):
            row.next_step_at = wakes_at
            columns.add("next_step_at")
        if columns:
            spent = self.before + self.calendar.spent_us(self.since, max(until, self.since))
            row.spent = spent * MICROSECOND
            columns.add("spent")
        return columns

    def instant(self, step: Step, repeat: int) -> int | None:
        """None where it fell due in an earlier run."""
        if step.offset.limit is Limit.DAYS:
            return days_from(step, repeat, self.calendar, self.due)
        wanted = amount(step, repeat, self.allowed)
        if wanted <= self.before and not self.first:
            return None
        return self.calendar.due_us(self.since, max(wanted - self.before, 0))

    def _further(self, row: Clock, until: int) -> list[list[int]]:
        """Of each repeated step those due until then that were not dated yet, and one more."""
        last = {place: (repeat, us) for place, repeat, us in row.coming}
        keys = step_keys(self.agreement, row.metric)
        found = []
        for place, (repeat, us) in last.items():
            step = self.agreement.escalation[place]
            while step.every is not None and us <= until and (repeat := repeat + 1) < step.times:
                at = self.instant(step, repeat)
                if at is None:
                    break
                us = at
                if told_as(keys[place], repeat) not in row.told:
                    found.append([place, repeat, us])
        return found
