"""A holiday is added: the clocks of 100,000 open tickets counted anew."""

import argparse
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from bench import server
from bench.figure import Figure

OPEN = 100_000
PRIORITIES = ("high", "medium", "low", "medium", "low", "low", "medium", "low", "low", "low")


def figures(chosen: argparse.Namespace) -> Iterator[Figure]:
    server.ready()
    from bench.corpus import grow
    from bench.morning import open_many
    from prazo.desk.models import Clock, Ticket
    from prazo.desk.recount import close_day
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
        day = (now + timedelta(days=(7 - now.weekday()) % 7 or 7)).date()
        started = time.perf_counter()
        changed = close_day(
            version.agreement, calendar, day, "bench", now, lambda done, total: None
        )
        took = time.perf_counter() - started
        count = Ticket.objects.open().count()
        yield Figure(
            "a holiday added, all open tickets",
            took,
            "s",
            10,
            less=True,
            says=f"{count:,} open tickets, {changed:,} clocks moved",
        )
