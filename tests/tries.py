"""How many examples a test of properties tries, and whether they are the same each time.

`make test` tries the same ones on each machine: a red run is the commit's doing, and comes again
when it is looked for. `make search` looks for new ones, many times as many, as often as it is run.
"""

import os

from hypothesis import HealthCheck, settings

WIDER = int(os.environ.get("TRIES_WIDER", "0"))
"""How many times as many tries, and new ones; 0: as many as a test asks for, always the same."""

QUICK = 100
"""Of a test that does not say how many."""


def tries(count: int) -> settings:
    """A loaded machine is slow, not wrong: there is no limit of time, speed has its own tests."""
    return settings(
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow],
        max_examples=count * (WIDER or 1),
        derandomize=not WIDER,
    )
