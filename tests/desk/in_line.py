"""Whether a ticket's rows say what its events say: a pure fold, and nothing else, decides."""

from datetime import datetime, timedelta

from prazo.desk.clocks import read
from prazo.desk.events import engine_events
from prazo.desk.models import Clock, Ticket
from prazo.desk.step_keys import step_keys
from prazo.desk.unanswered import unanswered_since
from prazo.engine.events import Kind
from prazo.engine.instant import to_datetime, to_us

READINGS = (
    "started_at", "due_at", "met_at", "breached_at", "ended_at",
    "allowed", "calendar", "counts_from", "counts_left",
)  # fmt: skip


def assert_in_line(ticket: Ticket, as_of: datetime | None = None) -> None:
    """Clock rows and the queue's columns equal a fold of the events as of the last change."""
    ticket = Ticket.objects.to_act_on().get(pk=ticket.pk)
    folded = read(ticket, as_of or ticket.changed_at)
    rows = {(row.metric, row.cycle): row for row in Clock.objects.filter(ticket=ticket)}
    assert rows.keys() == {(clock.metric, clock.cycle) for clock in folded}
    for clock in folded:
        row = rows[clock.metric, clock.cycle]
        for name in READINGS:
            assert getattr(row, name) == getattr(clock, name), (clock.metric, name)
        assert row.state == clock.state
        keys = step_keys(clock.agreement, clock.metric)
        coming = [
            [step.step, step.repeat, to_us(step.at)]
            for step in clock.steps
            if f"{keys[step.step]}.{step.repeat}" not in row.told
        ]
        assert row.coming == coming, clock.metric
        wakes = [to_datetime(coming[0][2])] if coming else []
        if clock.state == "running" and clock.due_at is not None:
            wakes.append(clock.due_at + timedelta(microseconds=1))
        assert row.next_step_at == min(wakes, default=None)
    owed = [
        (clock.due_at, clock.metric)
        for clock in folded
        if clock.running
        and clock.due_at is not None
        and clock.agreement.targets[clock.metric].owed_by == "provider"
    ]
    expected = min(owed) if owed and ticket.is_open else (None, "")
    assert (ticket.next_due_at, ticket.next_metric) == expected
    assert (ticket.status, ticket.waiting_on) == state_by_events(ticket)
    waits = unanswered_since(engine_events(ticket.events.all())) if ticket.is_open else None
    assert ticket.unanswered_since == waits


def state_by_events(ticket: Ticket) -> tuple[str, str]:
    """Where the case stands, as the clocks understand its events."""
    status = waiting_on = ""
    for event in ticket.events.order_by("at", "id"):
        heard = event.kind == Kind.MESSAGE and not event.data.get("automatic")
        match event.kind:
            case Kind.WAITING:
                waiting_on = event.data["on"]
            case Kind.RESUMED:
                waiting_on = ""
            case Kind.MESSAGE if heard and waiting_on == "customer":
                waiting_on = ""
            case Kind.OPENED | Kind.REOPENED:
                status = "open"
            case Kind.RESOLVED | Kind.CLOSED:
                status, waiting_on = str(event.kind), ""
            case Kind.MERGED_INTO:
                status, waiting_on = "merged", ""
    return ("waiting" if waiting_on else status), waiting_on
