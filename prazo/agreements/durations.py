"""Durations as an agreement writes them: `45s`, `30m`, `2h`, `1h30m`, `4d`."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from prazo.engine.agreement import NO_TARGET, Allowance, Limit

PATTERN = r"^([0-9]{1,6}d|([0-9]{1,6}h)?([0-9]{1,6}m)?([0-9]{1,6}s)?)$"
MOST = timedelta(days=3660)


@dataclass(frozen=True, slots=True)
class Duration:
    """`days` where it was written in days, else `time`. Never both."""

    time: timedelta = timedelta()
    days: int = 0


def parse(text: str) -> Duration:
    """ValueError for anything else, for nothing at all, and for more than ten years."""
    found = re.fullmatch(PATTERN, text)
    if found is None or not text:
        raise ValueError(text)
    if text.endswith("d"):
        duration = Duration(days=int(text[:-1]))
    else:
        hours, minutes, seconds = (int((found[i] or "0x")[:-1]) for i in (2, 3, 4))
        duration = Duration(timedelta(hours=hours, minutes=minutes, seconds=seconds))
    if duration.time > MOST or duration.days > MOST.days:
        raise ValueError(text)
    return duration


def written(time: timedelta) -> str:
    """The shortest notation of a duration: `1h30m`. Parts of a second are left out."""
    sign, seconds = ("-", -time) if time < timedelta() else ("", time)
    whole = int(seconds.total_seconds())
    parts = ((whole // 3600, "h"), (whole % 3600 // 60, "m"), (whole % 60, "s"))
    return sign + ("".join(f"{n}{unit}" for n, unit in parts if n) or "0m")


def allowance(value: object) -> Allowance:
    """What stands behind `in:`, and what a contract gives for a figure left to it (A9).

    `"2h"`, `"4d"`, `"no target"`, `{"days": 2, "end_of_day": True}`, `{"contract": "key"}`.
    ValueError for anything else.
    """
    if value == "no target":
        return NO_TARGET
    if isinstance(value, str):
        duration = parse(value)
        if duration.days:
            return Allowance(Limit.DAYS, days=duration.days)
        return Allowance(Limit.WORKING, time=duration.time)
    if isinstance(value, Mapping) and value.keys() == {"contract"}:
        return Allowance(Limit.CONTRACT, key=str(value["contract"]))
    if isinstance(value, Mapping) and "days" in value and value.keys() <= {"days", "end_of_day"}:
        days = int(str(value["days"]))
        if not 0 <= days <= MOST.days:
            raise ValueError(value)
        return Allowance(
            Limit.DAYS, days=days, end_of_day=value.get("end_of_day") in (True, "true")
        )
    raise ValueError(value)
