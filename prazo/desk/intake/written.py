"""A message as it is kept: its secrets masked, its recipients counted."""

from prazo.customers.models import Requester
from prazo.desk.files import remarks_on
from prazo.desk.inbound import Inbound
from prazo.desk.masking import masked, masked_alike
from prazo.desk.models import Message, Ticket

MOST_RECIPIENTS = 20  # T16
CUT = "addresses_cut"
"""Among the remarks: a mail has more recipients than are kept."""


def written(ticket: Ticket, inbound: Inbound, requester: Requester | None) -> Message:
    """Not yet saved; its files are kept apart."""
    text, html, found = masked_alike(inbound.text, inbound.html)
    return Message(
        desk_id=ticket.desk_id,
        ticket=ticket,
        kind=Message.Kind.REQUEST,
        requester=requester,
        user_id=inbound.entered_by,
        at=inbound.received_at,
        channel=inbound.channel,
        reference=inbound.reference,
        external_id=inbound.external_id[:400],
        text=text,
        html=html,
        sender=f"{masked(inbound.sender_name)[0]} <{inbound.sender}>"[:400],
        recipients=[
            {"field": where, "name": masked(name)[0], "address": address}
            for where, name, address in inbound.recipients[:MOST_RECIPIENTS]
        ],
        automatic=inbound.automatic,
        remarks=[*inbound.remarks, *_cut(inbound), *found, *remarks_on(inbound.files)],
    )


def _cut(inbound: Inbound) -> list[str]:
    return [CUT] if len(inbound.recipients) > MOST_RECIPIENTS else []
