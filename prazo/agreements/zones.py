"""The names of time zones there are."""

from functools import lru_cache
from zoneinfo import available_timezones


@lru_cache(maxsize=1)
def zones() -> frozenset[str]:
    """Every IANA zone; found once, since the library walks the disk each time."""
    return frozenset(available_timezones())
