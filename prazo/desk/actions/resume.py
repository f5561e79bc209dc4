"""Go on after a wait; for a carrier, with its answer."""

from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from prazo.desk.acting import acting
from prazo.desk.actor import Actor
from prazo.desk.changed import Seen, must_be_as_seen
from prazo.desk.events import record
from prazo.desk.masking import masked
from prazo.desk.models import Ticket
from prazo.engine.events import Kind
from prazo.lib.refusal import Refusal


def resume(
    ticket: Ticket, *, by: Actor, at: datetime, reason: str = "", seen: Seen | None = None
) -> Ticket:
    """Raises `ChangedError` where it waits on somebody else than `seen`."""
    with acting(ticket, at) as locked:
        if locked.status != Ticket.Status.WAITING:
            raise Refusal("not_waiting", _("This ticket waits on nobody."), conflict=True)
        must_be_as_seen(
            locked,
            seen,
            "waiting_on",
            locked.waiting_on,
            None,
            _("%(who)s began another wait just now. Send again to end that one."),
            did=Q(kind=Kind.WAITING),
        )
        reason = masked(reason)[0]
        if locked.waiting_on == "carrier":
            record(locked, Kind.CARRIER_ANSWER, at=at, by=by, text=reason)
        record(locked, Kind.RESUMED, at=at, by=by, reason=reason)
        locked.status, locked.waiting_on = Ticket.Status.OPEN, ""
    return locked
