"""When escalation runs. What it does is in actions."""

from datetime import datetime, timedelta

from prazo.escalation.actions.climb import climb
from prazo.lib.duty import duty


@duty("escalation", every=timedelta(seconds=1))
def sweep(as_of: datetime) -> bool:
    """One portion of what is due until now."""
    return climb(as_of) > 0
