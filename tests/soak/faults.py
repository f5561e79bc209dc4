"""Steps falling due while workers are killed and the database restarts (trust.md ES01-ES04)."""

import os
import random
import re
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

from django.db import OperationalError, connections

from prazo.desk.models import Clock, Outgoing, Ticket
from prazo.escalation.models import Escalation
from prazo.lib.duty import database_now
from tests.desk.in_line import assert_in_line
from tests.soak.crowd import crowd
from tests.soak.database import restart_hard
from tests.soak.sweeper import Forked
from tests.world import TEXT, World

ROOT = Path(__file__).resolve().parents[2]
STEPS = 4
MATRIX = """
escalation:
  - {when: {metric: first_response, before: 6s}, tell: [team]}
  - {when: {metric: first_response, before: 3s}, tell: [team_lead]}
  - {when: {metric: first_response, at: breach}, tell: [team_lead], raise: level}
  - {when: {metric: first_response, after: 3s}, tell: [escalation_contact]}

intake:"""
SOAK_TEXT = re.sub(r"\nescalation:.*?\nintake:", MATRIX, TEXT, flags=re.DOTALL).replace(
    "    calendar: office\n    within:\n      - {priority: high",
    "    calendar: always\n    within:\n      - {priority: high",
)  # fmt: skip
ALLOWED = timedelta(hours=4)


Sweeper = Forked | subprocess.Popen[bytes]


@dataclass(slots=True)
class Sweepers:
    """Worker processes, started again when they end."""

    count: int
    processes: list[Sweeper] = field(default_factory=list)

    def keep_up(self) -> None:
        self.processes = [p for p in self.processes if p.poll() is None]
        while len(self.processes) < self.count:
            self.processes.append(Forked())

    def kill_one(self, chance: random.Random) -> None:
        victim = chance.choice(self.processes)
        victim.kill()
        victim.wait()

    def stop(self) -> None:
        for process in self.processes:
            process.terminate()
        for process in self.processes:
            process.wait(30)


def start_sweeper(extra: dict[str, str]) -> Sweeper:
    """One whose environment is its own from the first."""
    environment = {**os.environ, **extra, "PYTHONPATH": str(ROOT), "PRAZO_LOG_LEVEL": "ERROR"}
    command = [sys.executable, "-m", "tests.soak.sweeper"]
    return subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.DEVNULL)


def due_soon(world: World, tickets: int, first: timedelta, over: timedelta) -> list[int]:
    """Tickets whose first answer is due between `first` from now and `over` later."""
    now = database_now()
    opened = now - ALLOWED + first

    def opened_at(n: int):  # type: ignore[no-untyped-def]
        return opened + over * n / tickets

    return crowd(world, tickets, opened_at=opened_at, as_of=now)


def killed_while_due(
    world: World,
    tickets: int,
    over: timedelta,
    workers: int,
    kills: int,
    restarts: int,
    seed: int = 0,
) -> dict[str, float]:
    """ES01, ES02: every step once, whoever is killed, and how late."""
    chance = random.Random(seed)
    made = due_soon(world, tickets, timedelta(seconds=12), over)
    sweepers = Sweepers(workers)
    sweepers.keep_up()
    span = over.total_seconds() + 12
    blows = sorted(
        [(chance.uniform(3, span), "kill") for _ in range(kills)]
        + [(chance.uniform(5, span), "restart") for _ in range(restarts)]
    )
    began = time.monotonic()
    for at, blow in blows:
        time.sleep(max(0.0, began + at - time.monotonic()))
        sweepers.keep_up()
        if blow == "kill":
            sweepers.kill_one(chance)
        else:
            restart_hard()
            connections.close_all()
        sweepers.keep_up()
    until_all_taken(made, tickets * STEPS, sweepers, timedelta(seconds=span + 240))
    sweepers.stop()
    return {"kills": kills, "restarts": restarts, **judged(made, tickets * STEPS)}


def after_an_outage(world: World, tickets: int, met: int, workers: int = 2) -> dict[str, float]:
    """ES03: nobody worked while all fell due; `met` of them were answered meanwhile."""
    from prazo.desk.actions.reply import reply

    made = due_soon(world, tickets, timedelta(hours=-3), timedelta(seconds=60))
    for pk in made[:met]:
        ticket = Ticket.objects.get(pk=pk)
        reply(ticket, by=world.by_ann, at=ticket.opened_at + timedelta(hours=1), text="Done.")
    began = time.monotonic()
    sweepers = Sweepers(workers)
    sweepers.keep_up()
    expected = (tickets - met) * STEPS
    until_all_taken(made, expected, sweepers, timedelta(minutes=6))
    cleared = time.monotonic() - began
    sweepers.stop()
    told = Escalation.objects.filter(ticket__in=made).order_by("taken_at", "due_at")
    firsts = [one.due_at for one in told if one.step == 0]
    disorder = sum(b < a - timedelta(seconds=60) for a, b in pairwise(firsts))
    wrong = Escalation.objects.filter(ticket__in=made[:met]).count()
    result = judged(made[met:], expected)
    return {
        **result,
        "seconds_to_clear": cleared,
        "out_of_order": disorder,
        "told_though_met": wrong,
    }


def crash_at_every_label(world: World, labels: Sequence[str], tickets: int) -> Counter[str]:
    """DU02: killed at each place in turn, and nothing is lost or done twice."""
    found: Counter[str] = Counter()
    for label in labels:
        made = due_soon(world, tickets, timedelta(minutes=-5), timedelta(seconds=1))
        dying = Forked(crash_at=label)
        found["died there"] += dying.wait(120) == -signal.SIGKILL
        between = judged(made, tickets * STEPS)
        found["half done"] += between["taken"] != between["told"]
        sweepers = Sweepers(1)
        sweepers.keep_up()
        until_all_taken(made, tickets * STEPS, sweepers, timedelta(seconds=60))
        sweepers.stop()
        after = judged(made, tickets * STEPS)
        found["lost"] += int(after["lost"])
        found["twice"] += int(after["told_twice"])
        found["labels"] += 1
    return found


def labels_of_escalation() -> list[str]:
    """Every place the source names."""
    found = (
        re.findall(r'crash\("(escalation\.[a-z_]+)"\)', path.read_text())
        for path in sorted((ROOT / "prazo").rglob("*.py"))
    )
    return sorted({label for labels in found for label in labels})


def judged(made: Sequence[int], expected: int) -> dict[str, float]:
    """The ledger of what must have been told against what was; any other message is a fault."""
    taken = list(Escalation.objects.filter(ticket__in=made).values_list("due_at", "taken_at"))
    notices = Outgoing.objects.filter(ticket__in=made)
    keys = list(notices.values_list("key", flat=True))
    late = sorted((taken_at - due_at).total_seconds() for due_at, taken_at in taken)
    for pk in made[:: max(1, len(made) // 50)]:
        assert_in_line(Ticket.objects.get(pk=pk))  # ES04
    return {
        "due": expected,
        "taken": len(taken),
        "told": len(keys),
        "lost": max(0, expected - len(taken)),
        "told_twice": len(keys) - len(set(keys)) + max(0, len(keys) - expected),
        "unexpected": sum(not key.startswith("step:") for key in keys),
        "early": sum(seconds < 0 for seconds in late),
        "late_p50": late[len(late) // 2] if late else 0.0,
        "late_p99": late[int(len(late) * 0.99)] if late else 0.0,
        "late_max": late[-1] if late else 0.0,
        "bound_95": 3 / expected if expected else 0.0,
    }


def until_all_taken(
    made: Sequence[int], expected: int, sweepers: Sweepers, patience: timedelta
) -> None:
    """Or until patience ends; who judges sees what is missing."""
    deadline = time.monotonic() + patience.total_seconds()
    while time.monotonic() < deadline:
        sweepers.keep_up()
        try:
            done = Escalation.objects.filter(ticket__in=made).count() >= expected
            left = Clock.objects.filter(ticket__in=made, next_step_at__lte=database_now())
            if done and not left.exists():
                return
        except OperationalError:
            connections.close_all()
        time.sleep(0.3)
