"""What the desk says to the requester by itself: on the ticket and by mail.

A notice, never an answer: it meets no target (D5), it names no colleague, and no machine need
answer it (RFC 3834).
"""

from datetime import datetime

from prazo.desk.models import Message, Ticket
from prazo.desk.post import answer_subject, post

HEADERS = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}


def say_to_requester(ticket: Ticket, *, key: str, text: str, at: datetime) -> Message | None:
    """On a locked ticket, its mail once per `key`. None where there is nobody to write to."""
    if ticket.requester is None or not ticket.requester.address:
        return None
    address = ticket.requester.address
    message = Message.objects.create(
        desk_id=ticket.desk_id,
        ticket=ticket,
        kind=Message.Kind.NOTICE,
        at=at,
        channel=ticket.channel,
        text=text,
        sender=str(ticket.desk),
        recipients=[{"field": "to", "name": str(ticket.requester), "address": address}],
        automatic="generated",
    )
    post(
        ticket,
        key=key,
        to=[address],
        subject=answer_subject(ticket.subject),
        text=text,
        at=at,
        message=message,
        headers=HEADERS,
    )
    return message
