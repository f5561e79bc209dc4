"""Workers whose clocks are wrong (trust.md ES05): due times go by the database's clock alone."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import cycle
from pathlib import Path

from django.db.models import F

from prazo.desk.models import Event
from prazo.escalation.actions.climb import climb
from prazo.escalation.models import Escalation
from prazo.lib.duty import database_now
from tests.soak.faults import STEPS, Sweepers, due_soon, judged, start_sweeper, until_all_taken
from tests.world import World

SKEWS = ("+3600", "-3600", "+90", "-90")  # seconds


def library() -> str:
    """Of Debian's package `libfaketime`; "" where it is not installed."""
    found = Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1")
    return str(next(found, ""))


class Skewed(Sweepers):
    """Each worker by a clock of its own; how long a wait is stays true, as on a real host."""

    def __init__(self, skews: Sequence[str]) -> None:
        super().__init__(len(skews))
        self._skews = cycle(skews)

    def keep_up(self) -> None:
        self.processes = [p for p in self.processes if p.poll() is None]
        while len(self.processes) < self.count:
            skew = next(self._skews)
            wrong = {"LD_PRELOAD": library(), "FAKETIME": skew, "DONT_FAKE_MONOTONIC": "1"}
            self.processes.append(start_sweeper(wrong))


def wrong_clocks(world: World, tickets: int, over: timedelta) -> dict[str, float]:
    """Early is what the database, not the worker, wrote before it was due."""
    made = due_soon(world, tickets, timedelta(seconds=12), over)
    sweepers = Skewed(SKEWS)
    sweepers.keep_up()
    expected = tickets * STEPS
    until_all_taken(made, expected, sweepers, over + timedelta(seconds=120))
    sweepers.stop()
    result = judged(made, expected)
    facts = Event.objects.filter(ticket__in=made, kind="escalated")
    rows = facts.values_list("recorded_at", "data__due_at")
    written = sum(datetime.fromisoformat(due_at) > at for at, due_at in rows)
    before = Escalation.objects.filter(ticket__in=made).count()
    back = database_now() - timedelta(minutes=10)
    while climb(back):  # the database's clock steps back
        pass
    again = Escalation.objects.filter(ticket__in=made).count() - before
    off = Event.objects.filter(ticket__in=made, at__gt=F("recorded_at") + timedelta(seconds=1))
    return {
        **result,
        "workers": len(SKEWS),
        "written_early": written,
        "dated_ahead": off.count(),
        "fired_again": again,
    }
