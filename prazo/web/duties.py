"""What pages begin and workers finish."""

from datetime import datetime, timedelta

from prazo.lib.duty import duty
from prazo.web.views.bulk.doing import do_due


@duty("bulk", every=timedelta(seconds=1))
def bulk(as_of: datetime) -> bool:
    return do_due(as_of)
