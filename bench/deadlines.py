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
    from prazo.escalation.actions.climb import climb
    from prazo.lib import scope

    with scope.entered(scope.SYSTEM):
        now = datetime.now(UTC)
        grow(20_000, now)
        later = now + timedelta(days=20)
        taken, started = 0, time.perf_counter()
        while taken < STEPS:
            step = climb(later)
            if not step:
                break
            taken += step
        took = time.perf_counter() - started
        yield Figure(
            "due steps decided, notices written",
            taken / took,
            "steps/s",
            1500,
            says=f"{taken} steps",
        )
        before = now - timedelta(days=3650)
        climb(before)
        started = time.perf_counter()
        for _ in range(200):
            climb(before)
        idle = (time.perf_counter() - started) * 1000 / 200
        yield Figure("a sweep with nothing due", idle, "ms", 5, less=True)
