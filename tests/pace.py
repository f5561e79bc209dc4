"""Limits in seconds on a machine that others use too: it is as much slower as it is shared."""

import os


def patient(seconds: float) -> float:
    """`seconds` where the machine is idle; the more, the more work waits for each of its cores.

    What never comes still fails: the load of this suite alone is about one for each core.
    """
    waiting = os.getloadavg()[0] / (os.cpu_count() or 1)
    return seconds * min(max(1.0, waiting), 8.0)
