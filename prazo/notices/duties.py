"""When people are told. What is done then is in actions."""

from datetime import datetime, timedelta

from prazo.lib.duty import duty
from prazo.notices.actions.forget import forget
from prazo.notices.actions.mail import mail
from prazo.notices.actions.tell import tell


@duty("notices", every=timedelta(seconds=5))
def notices(as_of: datetime) -> bool:
    return tell(as_of) > 0


@duty("notice_mails", every=timedelta(seconds=10))
def notice_mails(as_of: datetime) -> bool:
    """One mail to one person, or a portion of what is old; whether there may be more."""
    return mail(as_of) or forget(as_of)
