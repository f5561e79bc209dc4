"""When mail is read and sent; what is done then stands in the modules that do it."""

from datetime import datetime, timedelta

from prazo.channels.email.carrier import Carrier
from prazo.channels.email.intake import read_mails
from prazo.channels.email.mailboxes import Mailboxes
from prazo.channels.email.reading.pool import STANDARD, shared_pool
from prazo.channels.email.retention import forget_raw_mails
from prazo.channels.email.send import send_due
from prazo.lib.duty import duty


@duty("mail", every=timedelta(seconds=2), threads=2, gather=timedelta(milliseconds=200))
def mail(as_of: datetime) -> bool:
    return read_mails(as_of, shared_pool(STANDARD))


_carrier = Carrier()


@duty("outgoing", every=timedelta(seconds=5))
def outgoing(as_of: datetime) -> bool:
    return send_due(as_of, _carrier)


@duty("retention", every=timedelta(minutes=1))
def retention(as_of: datetime) -> bool:
    return forget_raw_mails(as_of)


_mailboxes = Mailboxes()


@duty("mailboxes", every=timedelta(seconds=10))
def mailboxes(as_of: datetime) -> bool:
    _mailboxes.keep_up()
    return False
