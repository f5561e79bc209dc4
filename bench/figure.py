"""A measured figure, what it aims at, and what it is compared with."""

import platform
import statistics
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import psutil


@dataclass(slots=True)
class Figure:
    """`more` is better unless `less`. `beside` are peers or limits of the same run."""

    name: str
    value: float
    unit: str
    aim: float | None = None
    less: bool = False
    beside: dict[str, float] = field(default_factory=dict)
    says: str = ""

    @property
    def reached(self) -> bool | None:
        if self.aim is None:
            return None
        return self.value <= self.aim if self.less else self.value >= self.aim

    def line(self) -> str:
        mark = {True: "ok  ", False: "MISS", None: "    "}[self.reached]
        aim = "" if self.aim is None else f"  aim {'≤' if self.less else '≥'} {self.aim:,g}"
        peers = "".join(f"  | {name} {value:,.4g}" for name, value in self.beside.items())
        says = f"  ({self.says})" if self.says else ""
        return f"{mark} {self.name:<58} {self.value:>14,.4g} {self.unit}{aim}{peers}{says}"

    def as_json(self) -> dict[str, Any]:
        return {**asdict(self), "reached": self.reached}


def per_second(work: Callable[[], int], seconds: float = 0.5, rounds: int = 5) -> float:
    """Median over rounds of results per CPU second; `work` says how many it made."""
    work()
    rates = []
    for _ in range(rounds):
        done, started = 0, time.process_time()
        while time.process_time() - started < seconds:
            done += work()
        rates.append(done / (time.process_time() - started))
    return statistics.median(rates)


def machine() -> dict[str, Any]:
    return {
        "python": platform.python_version(),
        "cores": psutil.cpu_count(),
        "memory_mib": psutil.virtual_memory().total // 2**20,
        "load": psutil.getloadavg()[0],
    }


def tree(*roots: int) -> list[psutil.Process]:
    """These processes and all below them that live now."""
    found: dict[int, psutil.Process] = {}
    for root in roots:
        try:
            process = psutil.Process(root)
            found |= {p.pid: p for p in (process, *process.children(recursive=True))}
        except psutil.NoSuchProcess:
            continue
    return list(found.values())


def cpu_seconds(*roots: int) -> float:
    """User and system time of the trees, children that ended included."""
    total = 0.0
    for process in tree(*roots):
        try:
            total += sum(process.cpu_times()[:4])
        except psutil.NoSuchProcess:
            continue
    return total


def memory_mib(*roots: int) -> float:
    """Proportional set size, so that shared pages are counted once."""
    total = 0
    for process in tree(*roots):
        try:
            total += process.memory_full_info().pss
        except (psutil.NoSuchProcess, psutil.AccessDenied):
            continue
    return total / 2**20


def postmaster(home: Path) -> int:
    return int((home / "postgresql" / "postmaster.pid").read_text().splitlines()[0])
