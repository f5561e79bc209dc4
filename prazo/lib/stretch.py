"""A length of time as people type it: 30m, 2h, 3d, 1w, or several of them, 1d12h."""

import re

SECONDS = {"s": 1, "m": 60, "min": 60, "h": 3600, "d": 86400, "w": 604800}
LONGEST = 10 * 366 * 86400
PART = re.compile(r"(\d{1,6})\s*(min|[smhdw])\s*", re.IGNORECASE)


def seconds_of(text: str) -> int | None:
    """None for what is no length, or for one over ten years."""
    parts = PART.findall(text)
    if not parts or PART.sub("", text).strip():
        return None
    seconds = sum(int(count) * SECONDS[unit.lower()] for count, unit in parts)
    return seconds if seconds <= LONGEST else None
