"""One desk after the other: what goes wrong at one holds up no other."""

import logging
from collections.abc import Callable, Iterable
from datetime import datetime

from django.db import Error

log = logging.getLogger("prazo.routing")


def at_each(desks: Iterable[int], act: Callable[[int, datetime], int], as_of: datetime) -> int:
    """The most that `act` did at one of them, in transactions of its own."""
    most = 0
    for desk in desks:
        try:
            most = max(most, act(desk, as_of))
        except Error:
            raise  # the database's trouble, not a desk's
        except Exception:
            log.exception("%s failed at desk %s", act.__name__, desk)
    return most
