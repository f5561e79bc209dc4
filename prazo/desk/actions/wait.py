"""Wait for somebody: the customer, a third party, a carrier. It is shown and booked to them."""

from datetime import datetime

from django.db.models import Exists, Q
from django.utils.translation import gettext_lazy as _

from prazo.desk.acting import acting, must_be_open
from prazo.desk.actor import Actor
from prazo.desk.calls import must_be_written
from prazo.desk.changed import Seen, must_be_as_seen
from prazo.desk.events import record
from prazo.desk.masking import masked
from prazo.desk.models import Message, Ticket
from prazo.engine.events import Kind
from prazo.lib.refusal import Refusal

Kinds = Message.Kind
LOOKED_AT = 50
"""Messages, at most."""
PARTIES = ("customer", "third_party", "carrier")


def wait(
    ticket: Ticket,
    *,
    on: str,
    by: Actor,
    at: datetime,
    reference: str = "",
    reason: str = "",
    asked: bool = False,
    seen: Seen | None = None,
) -> Ticket:
    """Begin to wait. On the customer only after a question was sent (B12): one that was sent as
    such, or an answer of which whoever waits says that it `asked` something, which stays on
    record. `reference` is the carrier's own number for it (N9), which starts the carrier's clock.
    Raises `ChangedError` where it waits already, unlike `seen`."""
    with acting(ticket, at) as locked:
        must_be_open(locked)
        must_be_written(locked)
        if on not in PARTIES:
            raise Refusal("unknown_party", _("Choose whom the ticket waits on."), "on")
        if locked.waiting_on:
            must_be_as_seen(
                locked,
                seen,
                "waiting_on",
                locked.waiting_on,
                on,
                _("%(who)s began a wait just now. Send again to wait on this instead."),
                did=Q(kind=Kind.WAITING),
            )
        question = _question(locked, asked) if on == "customer" else {}
        begin_wait(locked, on=on, by=by, at=at, reason=masked(reason)[0], **question)
        if on == "carrier":
            record(locked, Kind.CARRIER_TICKET, at=at, by=by, number=reference)
    return locked


def begin_wait(
    ticket: Ticket, *, on: str, by: Actor, at: datetime, reason: str = "", **asked: int
) -> None:
    """On a locked ticket. `asked` says where they were asked: see `Kind.WAITING`. Reminders of a
    wait on somebody else before it are over."""
    if ticket.waiting_on != on:
        since = ticket.events.filter(kind=Kind.WAITING, at__gt=at)
        ticket.reminders.filter(~Exists(since), waits=True).delete()
    ticket.status, ticket.waiting_on = Ticket.Status.WAITING, on
    record(ticket, Kind.WAITING, at=at, by=by, on=on, reason=reason, **asked)


def unanswered(ticket: Ticket) -> Message | None:
    """What a person of the desk said since the customer last spoke: a question if there is one,
    else the last answer."""
    said = ticket.messages.filter(automatic="").order_by("-at", "-id")
    answer = None
    for one in said.filter(kind__in=[Kinds.REQUEST, Kinds.REPLY, Kinds.QUESTION])[:LOOKED_AT]:
        if one.inbound or one.kind == Kinds.QUESTION:
            return answer if one.inbound else one
        answer = answer or one
    return answer


def _question(ticket: Ticket, asked: bool) -> dict[str, int]:
    """What the fact says of it, where only a person's word makes a question of it."""
    said = unanswered(ticket)
    if said is None:
        raise Refusal(
            "nothing_asked",
            _("Ask the customer something first: a wait begins with a question."),
            "on",
        )
    if said.kind == Kinds.QUESTION:
        return {}
    if not asked:
        raise Refusal(
            "not_a_question",
            _(
                "The last answer was not sent as a question. Say that it asked them something, or"
                " ask them: a wait begins with a question."
            ),
            "asked",
        )
    return {"asked": said.pk}
