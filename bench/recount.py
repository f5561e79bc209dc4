"""A holiday is added: the clocks of 100,000 open tickets counted anew."""

import argparse
import time
from collections.abc import Collection, Iterator
from datetime import UTC, date, datetime, timedelta

from bench import server
from bench.figure import Figure

OPEN = 100_000
PRIORITIES = ("high", "medium", "low", "medium", "low", "low", "medium", "low", "low", "low")


def figures(chosen: argparse.Namespace) -> Iterator[Figure]:
    server.ready()
    from bench.corpus import grow
    from bench.morning import open_many
    from prazo.accounts.models import User
    from prazo.accounts.operator import Operator
    from prazo.agreements.closed_dates import closed_dates
    from prazo.desk.actions.close_day import close_day
    from prazo.desk.models import Clock, Ticket
    from prazo.lib import scope

    with scope.entered(scope.SYSTEM):
        now = datetime.now(UTC)
        grow(1000, now)
        have = Ticket.objects.open().count()
        if have < OPEN:
            days = timedelta(days=5)
            open_many(OPEN - have, now - days, days, now, PRIORITIES)
        version = Ticket.objects.filter(synthetic=False).select_related("version")[0].version
        calendar = Clock.objects.exclude(counts_from=None).values_list("calendar", flat=True)[0]
        closed = {day for name, day, _ in closed_dates(version.agreement) if name == calendar}
        day = _next_working_day(now.date(), closed)
        by = Operator(User.objects.earliest("pk"), now)
        started = time.perf_counter()
        changed = close_day(
            version.agreement, calendar, day, "bench", lambda done, total: None, by=by
        )
        took = time.perf_counter() - started
        assert changed, f"no clock was due on {day} or later"
        count = Ticket.objects.open().count()
        yield Figure(
            "a holiday added, all open tickets",
            took,
            "s",
            10,
            less=True,
            says=f"{count:,} open tickets, {changed:,} clocks moved",
        )


def _next_working_day(today: date, closed: Collection[date]) -> date:
    """Not one that an earlier run has closed."""
    day = today + timedelta(days=1)
    while day.weekday() > 4 or day in closed:
        day += timedelta(days=1)
    return day
