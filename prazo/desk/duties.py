"""When the desk works by itself. What it does then stands in `vocabulary`."""

from datetime import datetime, timedelta

from prazo.desk.vocabulary import gather
from prazo.lib.duty import duty


@duty("vocabulary", every=timedelta(seconds=10))
def vocabulary(_as_of: datetime) -> bool:
    """Words of what was written; whether there may be more."""
    return gather()
