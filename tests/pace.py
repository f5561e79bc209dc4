"""How long things take on a machine that others use, too: it is as much slower as it is shared."""

import gc
import os
import time
from collections.abc import Callable


def patient(seconds: float) -> float:
    """`seconds` where the machine is idle; the more, the more work waits for each of its cores.

    What never comes still fails: the load of this suite alone is about one for each core.
    """
    waiting = os.getloadavg()[0] / (os.cpu_count() or 1)
    return seconds * min(max(1.0, waiting), 8.0)


def seconds(work: Callable[[], object]) -> float:
    """Of the processor, in this thread, without tidying up after a thousand other tests."""
    gc.disable()
    try:
        began = time.thread_time()
        work()
        return time.thread_time() - began
    finally:
        gc.enable()


def quickest(work: Callable[[], object], enough: float, tries: int = 5) -> float:
    """Seconds of the quickest of so many tries, or of the first that took no more than `enough`.

    What shares a core makes some tries slower, and none quicker.
    """
    best = seconds(work)
    while best > enough and (tries := tries - 1):
        best = min(best, seconds(work))
    return best
