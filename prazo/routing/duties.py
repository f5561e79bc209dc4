"""When work is given out and taken back. What is done is in actions."""

from datetime import datetime, timedelta

from prazo.lib.duty import duty
from prazo.routing.actions.count_handling import count_stale
from prazo.routing.actions.give import give_out
from prazo.routing.actions.give_back import give_back


@duty("give_out", every=timedelta(seconds=2))
def giving(as_of: datetime) -> bool:
    return give_out(as_of)


@duty("give_back", every=timedelta(seconds=15))
def taking_back(as_of: datetime) -> bool:
    return give_back(as_of)


@duty("handling", every=timedelta(seconds=60))
def handling(as_of: datetime) -> bool:
    """One desk whose figures are a day old."""
    return count_stale(as_of)
