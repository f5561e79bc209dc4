"""Places where a test kills the program, to see that nothing accepted is lost (DU02).

`crash("label")` does nothing unless PRAZO_CRASH_AT names that label.
"""

import os
import signal

_AT = os.environ.get("PRAZO_CRASH_AT", "")


def crash(label: str) -> None:
    if _AT == label:
        os.kill(os.getpid(), signal.SIGKILL)
