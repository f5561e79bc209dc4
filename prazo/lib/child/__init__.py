"""Reading what strangers sent in a process of its own, so that it can ruin nothing but itself.

    Pool        hands bytes to a child with limits on time, memory and answer, and gives futures
    serving     what such a child does: `live(warm_up, read)`
    Unreadable  this one cannot be read; ChildUnavailable: no child could be started

The child gets no environment, can write into no file, and dies with its pipe.
"""

from prazo.lib.child.limits import Limits
from prazo.lib.child.pool import Pool
from prazo.lib.child.unreadable import ChildUnavailable, Unreadable

__all__ = ["ChildUnavailable", "Limits", "Pool", "Unreadable"]
