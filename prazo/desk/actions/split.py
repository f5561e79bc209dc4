"""Take one question out of a ticket that holds several: a ticket of its own, clocks of its own."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from prazo.desk.acting import acting, announce
from prazo.desk.actor import Actor
from prazo.desk.clocks import settle
from prazo.desk.events import record
from prazo.desk.masking import masked
from prazo.desk.models import Message, Ticket
from prazo.desk.numbers import next_number
from prazo.desk.post import one_line
from prazo.engine.events import Author, Kind
from prazo.lib.refusal import Refusal

TAKEN_ALONG = (
    "desk_id", "customer_id", "contract_id", "requester_id", "version_id", "language", "channel",
    "plan", "region", "addons", "priority", "level", "request_type", "component", "tier", "team_id",
)  # fmt: skip


def split(
    ticket: Ticket, *, message: Message, subject: str, text: str, by: Actor, at: datetime
) -> Ticket:
    """`text` is the passage of `message` that is a question of its own (D16).

    Its clocks start when the customer asked, which was with that message.
    """
    if message.ticket_id != ticket.pk or not message.inbound:
        raise Refusal("not_a_request", _("Choose a message of the customer."), "message")
    if not subject.strip() or not text.strip():
        raise Refusal("empty", _("Give the new ticket a subject and a text."), "subject")
    clean, found = masked(text)
    with transaction.atomic(), acting(ticket, at) as source:
        if source.status == Ticket.Status.MERGED:
            raise Refusal("merged", _("It is merged already."), conflict=True)
        own = Ticket(
            number=next_number(),
            subject=masked(one_line(subject))[0],
            opened_at=message.at,
            changed_at=at,
            split_from=source,
            **{name: getattr(source, name) for name in TAKEN_ALONG},
        )
        own.save(force_insert=True)
        copy = Message.objects.create(
            desk_id=own.desk_id,
            ticket=own,
            kind=Message.Kind.REQUEST,
            requester=message.requester,
            at=message.at,
            channel=message.channel,
            external_id=message.external_id,
            text=clean,
            sender=message.sender,
            remarks=found,
        )
        record(
            own,
            Kind.OPENED,
            at=message.at,
            by=Actor(Author.REQUESTER, requester=message.requester),
            **{
                name: getattr(own, name)
                for name in ("priority", "level", "request_type", "component", "tier")
            },
            channel=own.channel,
            plan=own.plan,
            region=own.region,
            addon=own.addons,
            message=copy.pk,
            version_id=own.version_id,
            split_from=source.number,
        )
        record(source, Kind.SPLIT, at=at, by=by, number=own.number, ticket_id=own.pk)
        own.refresh_from_db()
        settle(own, as_of=at)
        own.save()
        announce(own)
    return own
