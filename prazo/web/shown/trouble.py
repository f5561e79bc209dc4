"""Why a mail of ours has not arrived, said beside what it holds."""

from typing import Protocol

from django.utils.translation import gettext as _

from prazo.channels.email.send import IN_HAND
from prazo.desk.actions.spam import HELD_BACK


class Mailed(Protocol):
    """How a mail that has not left, or came back, stands; `error` is as it was written down."""

    @property
    def failed(self) -> bool: ...
    @property
    def error(self) -> str: ...
    @property
    def tries(self) -> int: ...


def trouble(mail: Mailed) -> str:
    """ "" of one that merely has not left yet."""
    if mail.failed:
        return _("Not delivered: %(error)s") % {"error": mail.error or _("no reason given")}
    if mail.error == IN_HAND:
        return _("It goes out in a moment.")
    if mail.error == HELD_BACK:
        return _("Not sent: the ticket was called spam first.")
    if mail.tries:
        return _("Not delivered yet: %(error)s. It is tried again.") % {"error": mail.error}
    return ""
