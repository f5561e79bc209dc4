"""Who besides its requester may go on with a ticket: whom one of us wrote to about it."""

from collections.abc import Iterable
from enum import StrEnum

from prazo.desk.models import Message, Ticket
from prazo.desk.terms import terms_of

TAKES_PART = "takes_part"
"""Among the remarks of a message: it is not the requester's, but of somebody one of us wrote to."""
OURS = (Message.Kind.REPLY, Message.Kind.QUESTION, Message.Kind.SUMMARY)


class Part(StrEnum):
    """What a message that proves to answer a ticket is on it."""

    REQUESTER = "requester"
    WRITTEN_TO = "written to"  # by an agent, who so made the address a reader; or merged in
    NONE = "none"  # and the agreement keeps what such an address writes beside the ticket


def parts_of(asked: Iterable[tuple[int, str]]) -> dict[tuple[int, str], Part]:
    """Of a ticket and an address in lower case that is none of its requester's. Which is not in it
    is none of the ticket's business: there, what it writes opens a ticket of its own (D14).

    A case that has ended keeps nothing beside it: nobody would look.
    """
    wanted = set(asked)
    if not wanted:
        return {}
    tickets = {ticket for ticket, _ in wanted}
    said = Message.objects.filter(ticket__in=tickets, kind__in=OURS, user__isnull=False)
    readers = {
        (ticket, one.get("address", "").lower())
        for ticket, recipients in said.values_list("ticket_id", "recipients")
        for one in recipients
    }
    found = dict.fromkeys(wanted & readers, Part.WRITTEN_TO)
    if left := wanted - readers:
        open_ones = Ticket.objects.to_act_on().open().filter(pk__in={ticket for ticket, _ in left})
        keeping = {ticket.pk for ticket in open_ones if keeps_beside(ticket)}
        found |= {one: Part.NONE for one in left if one[0] in keeping}
    return found


def keeps_beside(ticket: Ticket) -> bool:
    return terms_of(ticket.version).document.intake.other_address == "note"
