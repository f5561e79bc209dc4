"""Places where a test kills the program, to see that nothing accepted is lost (DU02).

`crash("label")` does nothing unless PRAZO_CRASH_AT names that label; `label:3` means the third
time the place is passed.
"""

import os
import signal

_AT, _, _COUNT = os.environ.get("PRAZO_CRASH_AT", "").partition(":")
_passed = 0


def crash(label: str) -> None:
    global _passed
    if label == _AT:
        _passed += 1
        if _passed >= int(_COUNT or 1):
            os.kill(os.getpid(), signal.SIGKILL)
