"""Whom a page is for: the language and the zone that are active, looked up once a page.

Each look costs as much as writing a cell, and a page of the queue has hundreds.
"""

from dataclasses import dataclass
from datetime import tzinfo
from functools import lru_cache

from django.utils import timezone
from django.utils.translation import get_language


@dataclass(frozen=True, slots=True)
class Reader:
    language: str
    zone: tzinfo
    zone_name: str


def reader() -> Reader:
    """As they are active now."""
    return _reader(get_language() or "en", timezone.get_current_timezone())


@lru_cache(maxsize=512)
def _reader(language: str, zone: tzinfo) -> Reader:
    return Reader(language, zone, zone.tzname(None) or str(zone))
