"""Notices of steps to one person that are sent together: when, and in which words."""

from collections.abc import Sequence
from datetime import timedelta

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from prazo.accounts.models import Desk
from prazo.desk.models import Outgoing
from prazo.desk.post import one_line

KEY = "step:"
"""How the key of such a notice begins; of a mail that several were joined into it is `JOINED`."""
JOINED = "steps:"

GATHER = timedelta(seconds=2)
"""So long a notice waits for others: in a storm each person gets one mail, not hundreds."""

IN_FULL = 10
"""Notices that are repeated word for word; of more there is a line and a link each."""
RULE = "\n\n— — —\n\n"


def joined(desk: Desk, notices: Sequence[Outgoing]) -> tuple[str, str]:
    """Subject and text of one mail for these; each is about a ticket."""
    with translation.override(desk.language):
        count = len(notices)
        subject = ngettext(
            "%(desk)s: %(count)s notice of a promised time",
            "%(desk)s: %(count)s notices of promised times",
            count,
        ) % {"desk": desk.name, "count": count}
        parts = [one.text.strip() for one in notices[:IN_FULL]]
        if more := notices[IN_FULL:]:
            parts.append(_("And these:") + "\n\n" + "\n\n".join(map(_line, more)))
        return one_line(subject), f"{subject}{RULE}{RULE.join(parts)}\n"


def _line(notice: Outgoing) -> str:
    assert notice.ticket is not None
    return f"{notice.subject}\n{settings.ADDRESS}/t/{notice.ticket.number}"
