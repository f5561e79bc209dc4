"""Mail goes in as it does in life, and the duty is done on the spot."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest

from prazo.channels.email.intake import read_mails
from prazo.channels.email.models import RawMail
from prazo.channels.email.reading.pool import ReaderPool
from prazo.channels.email.take_in import take_in

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
Deliver = Callable[..., RawMail]


@pytest.fixture(scope="session")
def pool() -> Iterator[ReaderPool]:
    with ReaderPool() as readers:
        yield readers


@pytest.fixture
def deliver(system: None, pool: ReaderPool) -> Deliver:
    """Take one mail in and place it; its row afterwards. `at` is when it came and is read."""

    def delivered(raw: bytes, *, at: datetime = NOW, **given: object) -> RawMail:
        given = {"source": "lmtp", "envelope_to": ("help@desk.example",), **given}
        row = take_in(raw, received_at=at, **given)
        read_mails(at, pool)
        return RawMail.objects.get(pk=row.pk)

    return delivered
