"""When work is given out and taken back, and people are reminded. What is done is in actions."""

from datetime import datetime, timedelta

from prazo.lib.duty import duty
from prazo.routing.actions.count_handling import count_stale
from prazo.routing.actions.give import give_out
from prazo.routing.actions.give_back import give_back
from prazo.routing.actions.remind_due import remind_due


@duty("give_out", every=timedelta(seconds=2))
def giving(as_of: datetime) -> bool:
    return give_out(as_of)


@duty("give_back", every=timedelta(seconds=15))
def taking_back(as_of: datetime) -> bool:
    return give_back(as_of)


@duty("reminders", every=timedelta(seconds=5))
def reminding(as_of: datetime) -> bool:
    return remind_due(as_of) > 0


@duty("handling", every=timedelta(seconds=60))
def handling(as_of: datetime) -> bool:
    """One desk whose figures are a day old."""
    return count_stale(as_of)
