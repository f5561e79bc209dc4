"""The names of time zones there are."""

from functools import lru_cache
from zoneinfo import available_timezones


@lru_cache(maxsize=1)
def zones() -> frozenset[str]:
    """Every IANA zone; found once, since the library walks the disk each time."""
    return frozenset(available_timezones())


AREAS = (
    "Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Europe",
    "Indian", "Pacific",
)  # fmt: skip


@lru_cache(maxsize=1)
def offered() -> tuple[str, ...]:
    """Those named after a place, and UTC: no old second names such as GB-Eire, and no Factory."""
    return (*sorted(zone for zone in zones() if zone.startswith(AREAS) and "/" in zone), "UTC")
