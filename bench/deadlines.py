"""Ten thousand due steps decided with their notices written; and how cheap nothing due is."""

import argparse
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from bench import server
from bench.figure import Figure

STEPS = 10_000


def figures(chosen: argparse.Namespace) -> Iterator[Figure]:
    server.ready()
    from bench.corpus import grow
    from prazo.lib import scope

    with scope.entered(scope.SYSTEM):
        now = datetime.now(UTC)
        grow(20_000, now)
        yield _one_step_each(now)
        yield _after_an_outage(now + timedelta(days=20))
        yield _nothing_due(now - timedelta(days=3650))


def _one_step_each(now: datetime) -> Figure:
    """The hardest way for steps to fall due: each on a ticket of its own."""
    from bench.morning import open_many
    from prazo.desk.models import Clock, Outgoing
    from prazo.escalation.actions.climb import climb
    from prazo.escalation.models import Escalation

    made = open_many(STEPS, now - timedelta(minutes=10), timedelta(minutes=10), now)
    clocks = Clock.objects.filter(ticket__in=made, next_step_at__isnull=False)
    due = clocks.order_by("-next_step_at").values_list("next_step_at", flat=True)[0]
    while climb(now):  # what an earlier run left
        pass
    steps, notices = Escalation.objects.count(), Outgoing.objects.count()
    started = time.perf_counter()
    while climb(due):
        pass
    took = time.perf_counter() - started
    steps, notices = Escalation.objects.count() - steps, Outgoing.objects.count() - notices
    says = f"{steps:,} steps, {notices:,} notices, one a ticket"
    return Figure("due steps decided, notices written", steps / took, "steps/s", 1500, says=says)


def _after_an_outage(later: datetime) -> Figure:
    """Nobody swept for weeks: several steps, repeats among them, are due on each ticket."""
    from prazo.desk.models import Outgoing
    from prazo.escalation.actions.climb import climb
    from prazo.escalation.models import Escalation

    steps, notices = Escalation.objects.count(), Outgoing.objects.count()
    tickets, started = 0, time.perf_counter()
    while taken := climb(later):
        tickets += taken
    took = time.perf_counter() - started
    steps, notices = Escalation.objects.count() - steps, Outgoing.objects.count() - notices
    return Figure(
        "the same after an outage",
        steps / took,
        "steps/s",
        1500,
        says=f"{tickets:,} tickets, {steps:,} steps, {notices:,} notices",
    )


def _nothing_due(before: datetime) -> Figure:
    from prazo.escalation.actions.climb import climb

    climb(before)
    started = time.perf_counter()
    for _ in range(200):
        climb(before)
    idle = (time.perf_counter() - started) * 1000 / 200
    return Figure("a sweep with nothing due", idle, "ms", 5, less=True)
