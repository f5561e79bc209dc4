"""The date in a mail's header: shown, never reckoned with (Q18)."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final

from prazo.channels.email.reading.doubts import Doubts

LONGEST: Final = 120  # bytes; no real date is longer, comments included


def header_date(value: bytes, doubts: Doubts) -> datetime | None:
    """The instant in UTC, or None for what is no date: hour 29, year 99999, a word."""
    if not value:
        return None
    try:
        read = parsedate_to_datetime(value[:LONGEST].decode("latin-1"))
        return (read if read.tzinfo else read.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, OverflowError, IndexError):
        doubts.add("date_invalid")
        return None
