"""Instants as whole microseconds since the Unix epoch, exact over all of datetime's range."""

from datetime import UTC, datetime, timedelta

from prazo.engine.errors import NaiveInstant

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
SECOND_US = 1_000_000
DAY_US = 86_400 * SECOND_US


def to_us(at: datetime) -> int:
    """Microseconds since the epoch. NaiveInstant for a datetime without a zone."""
    return to_delta(at) // MICROSECOND


def to_delta(at: datetime) -> timedelta:
    """Time since the epoch. NaiveInstant for a datetime without a zone."""
    try:
        return at - EPOCH
    except TypeError:
        raise NaiveInstant(at) from None


def to_datetime(us: int) -> datetime:
    return EPOCH + us * MICROSECOND


def utc(at: datetime) -> datetime:
    """The same instant in UTC. NaiveInstant for a datetime without a zone."""
    if at.tzinfo is UTC:
        return at
    if at.utcoffset() is None:
        raise NaiveInstant(at)
    return at.astimezone(UTC)
