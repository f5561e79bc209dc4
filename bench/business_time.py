"""Due times: one at a time and in bulk, beside the libraries and a plain loop over days."""

import argparse
import datetime as dt
import json
import random
import subprocess
from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import holidays
import numpy as np

from bench.figure import Figure, per_second
from prazo.engine.bulk import due_many
from prazo.engine.calendar import Calendar, always, weekly

ZONE = ZoneInfo("America/Sao_Paulo")
CLOSED = frozenset(
    day for year in (2026, 2027) for day in holidays.country_holidays("BR", years=year)
)
OFFICE = weekly("office", ZONE, {day: ((9 * 3600, 18 * 3600),) for day in range(5)}, CLOSED)
CHANCE = random.Random(3)
STARTS = [
    dt.datetime(2026, 1, 1, tzinfo=dt.UTC) + dt.timedelta(seconds=CHANCE.randrange(330 * 86400))
    for _ in range(200)
]
CASES = (
    ("24/7, 2 h", always(), 2),
    ("office, 2 h", OFFICE, 2),
    ("office, 24 h", OFFICE, 24),
    ("office, 270 h", OFFICE, 270),
)


def figures(chosen: argparse.Namespace) -> Iterator[Figure]:
    peers = _peers()
    for name, calendar, hours in CASES:
        beside = {peer: figures[name] for peer, figures in peers.items() if name in figures}
        if calendar is OFFICE:
            allowed = dt.timedelta(hours=hours)
            beside["plain loop"] = per_second(lambda a=allowed: _each(_loop, a), 0.3, 3)
        yield Figure(f"due time, {name}", _single(calendar, hours), "/s", 250_000, beside=beside)
    since = np.array([int(s.timestamp() * 1e6) for s in STARTS] * 5000, dtype=np.int64)
    allowed_us = np.full(len(since), 8 * 3600 * 10**6, dtype=np.int64)

    def bulk() -> int:
        due_many(OFFICE, since, allowed_us)
        return len(since)

    plain = per_second(lambda: len(np.add(since, allowed_us)), 0.3, 3)
    yield Figure(
        "due times in bulk, office, 8 h",
        per_second(bulk),
        "/s",
        10_000_000,
        beside={"numpy addition": plain},
    )


def _single(calendar: Calendar, hours: int) -> float:
    allowed = dt.timedelta(hours=hours)
    due = calendar.due

    def work() -> int:
        for start in STARTS:
            due(start, allowed)
        return len(STARTS)

    return per_second(work)


def _each(due: "object", allowed: dt.timedelta) -> int:
    for start in STARTS:
        due(start, allowed)  # type: ignore[operator]
    return len(STARTS)


def _loop(start: dt.datetime, allowed: dt.timedelta) -> dt.datetime:
    """What one writes first: day by day until the time is used up."""
    day, left = start.astimezone(ZONE).date(), allowed
    while True:
        if day.weekday() < 5 and day not in CLOSED:
            opens = dt.datetime.combine(day, dt.time(9), tzinfo=ZONE).astimezone(dt.UTC)
            closes = dt.datetime.combine(day, dt.time(18), tzinfo=ZONE).astimezone(dt.UTC)
            since = max(opens, start)
            if since < closes:
                if left <= closes - since:
                    return since + left
                left -= closes - since
        day += dt.timedelta(days=1)


def _peers() -> dict[str, dict[str, float]]:
    """Libraries measured in an environment of their own, since Prazo does not depend on them."""
    python = Path("var/bench-peers/bin/python")
    if not python.exists():
        subprocess.run([".venv/bin/python", "-m", "venv", "var/bench-peers"], check=True)
        subprocess.run(
            [
                ".venv/bin/uv",
                "pip",
                "install",
                "-q",
                "--python",
                str(python),
                "--require-hashes",
                "-r",
                "bench/peers.lock",
            ],
            check=True,
        )
    done = subprocess.run(
        [str(python), "bench/peer_libraries.py"], check=True, capture_output=True, text=True
    )
    return dict(json.loads(done.stdout))
