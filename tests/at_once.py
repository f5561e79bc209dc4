"""The same or different acts at the same moment, each in a thread with a connection of its own."""

import threading
from collections.abc import Callable, Sequence
from typing import TypeVar

from django.db import connections

from prazo.lib import scope

T = TypeVar("T")
PATIENCE = 120.0


def at_once(acts: Sequence[Callable[[], T]]) -> list[T | Exception]:
    """Start all behind one barrier; what each gave, or the exception it ended with."""
    outcomes: list[T | Exception] = [TimeoutError("never ended")] * len(acts)
    ready = threading.Barrier(len(acts))

    def run(place: int) -> None:
        try:
            with scope.entered(scope.SYSTEM):
                ready.wait(PATIENCE)
                outcomes[place] = acts[place]()
        except Exception as error:
            outcomes[place] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[place]) for place in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    return outcomes
