"""When rules run. What they do then stands in `following` and `sweeping`."""

from datetime import datetime, timedelta

from prazo.lib.duty import duty
from prazo.rules.following import PORTION, follow
from prazo.rules.retention import forget
from prazo.rules.sweeping import sweep


@duty("rules", every=timedelta(seconds=5))
def rules(as_of: datetime) -> bool:
    return follow(as_of) == PORTION


@duty("rules_on_time", every=timedelta(seconds=10))
def rules_on_time(as_of: datetime) -> bool:
    """A portion of one rule, or of what is old; whether there may be more."""
    return sweep(as_of) or forget(as_of)
