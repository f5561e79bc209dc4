"""Say what caused it. A cause the agreement does not cover takes the case out, with evidence."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from prazo.desk.acting import acting, must_be_open
from prazo.desk.actor import Actor
from prazo.desk.changed import Seen, must_be_classed_as_seen
from prazo.desk.events import record
from prazo.desk.masking import masked
from prazo.desk.models import Ticket
from prazo.desk.terms import terms_of
from prazo.engine.events import Kind
from prazo.lib.refusal import Refusal


def exclude(
    ticket: Ticket, *, cause: str, evidence: str, by: Actor, at: datetime, seen: Seen | None = None
) -> Ticket:
    """Record the cause found; "" takes it back. What is not covered needs evidence (A8). Raises
    `ChangedError` where the cause is not as `seen`."""
    with acting(ticket, at) as locked:
        must_be_open(locked)
        terms = terms_of(locked.version)
        if (cause or not locked.cause) and cause not in terms.agreement.dimensions.get("cause", ()):
            raise Refusal("unknown_cause", _("Choose a cause the agreement lists."), "cause")
        if terms.not_covered(cause) and not evidence.strip():
            raise Refusal(
                "no_evidence",
                _("Give the evidence: the customer may ask why this is not covered."),
                "evidence",
            )
        if cause == locked.cause:
            raise Refusal("same_cause", _("That cause is recorded already."), "cause")
        must_be_classed_as_seen(locked, seen, {"cause": cause})
        locked.cause = cause
        record(locked, Kind.CAUSE, at=at, by=by, cause=cause, evidence=masked(evidence)[0])
    return locked
