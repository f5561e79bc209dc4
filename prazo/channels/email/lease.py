"""A claim on an outgoing mail: 30 seconds, prolonged for as long as its holder lives.

So a killed worker's mail is free after half a minute, and a slow mail server's is not sent twice.
"""

import threading
from datetime import timedelta
from types import TracebackType
from typing import Self

from django.db import DatabaseError, connection
from django.db.models import QuerySet

from prazo.desk.models import Outgoing
from prazo.lib import scope
from prazo.lib.duty import database_now

LEASE = timedelta(seconds=30)
PROLONGED_EVERY = 10.0  # seconds


def to_be_sent(claimed: Outgoing) -> QuerySet[Outgoing]:
    """The mail, where it is still ours and was not held back since: then nothing arms it again."""
    return Outgoing.objects.filter(pk=claimed.pk, tries=claimed.tries, try_at__isnull=False)


class Lease:
    def __init__(self, outgoing: Outgoing) -> None:
        self._mine = to_be_sent(outgoing)
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._hold, name="mail-lease", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._over.set()
        self._thread.join()

    def _hold(self) -> None:
        while not self._over.wait(PROLONGED_EVERY):
            with scope.entered(scope.SYSTEM):
                try:
                    self._mine.update(try_at=database_now() + LEASE)
                except DatabaseError:  # it may run out then: a second mail, with the same id
                    continue
                finally:
                    connection.close()
