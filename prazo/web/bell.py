"""The bell in the frame: how many notices somebody has not read. The rail's counts hold it, so it
costs a page no statement of its own."""

from typing import cast

from django.http import HttpRequest
from django.utils import timezone
from django.utils.safestring import SafeString

from prazo.desk.models import Ticket
from prazo.notices.actions import read
from prazo.web.access import DeskRequest
from prazo.web.counts import COUNTED, NOTICES, UNSEEN, counts, forget_counts
from prazo.web.stencil import Stencil

BELL = Stencil("frame/bell.html", "count", "shown")


def drawn(request: HttpRequest, swapped: bool = False) -> SafeString | str:
    """As HTML, nothing for a visitor; `swapped` into a page that is open."""
    if not request.user.is_authenticated:
        return ""
    desks = cast(DeskRequest, request).desks
    unread = counts(cast(DeskRequest, request).user, desks)[NOTICES] if desks else 0
    shown = f"{COUNTED}+" if unread > COUNTED else str(unread)
    return BELL.filled({"count": unread, "shown": shown}, oob=swapped, any=bool(unread))


def opened(request: DeskRequest, ticket: Ticket) -> None:
    """What he was told of this ticket is read by it, or need not be mailed any more. Who has
    nothing unseen asks the database nothing."""
    if not counts(request.user, request.desks)[UNSEEN]:
        return
    if read.opened(request.user, ticket, at=timezone.now()):
        forget_counts(request.user)
