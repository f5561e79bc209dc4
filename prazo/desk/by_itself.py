"""What the desk writes to a requester though no person wrote it, such as a rule's answer.

It is marked as automatic (RFC 3834), answers no machine, and keeps within limits (L03, L06, L08).
"""

from datetime import datetime

from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from prazo.desk.models import Message, Ticket
from prazo.desk.post import answer_subject
from prazo.desk.receipt import has_answered
from prazo.engine.events import Kind
from prazo.lib.limits import allowed
from prazo.lib.refusal import Refusal

UNPROVED = "unauthentic"
PER_ADDRESS = ((2, 600), (10, 86400))  # mails in so many seconds


def held_back(ticket: Ticket, at: datetime) -> None:
    """Refuse to write to a machine, in the name of a sender that was not proved, or too often."""
    if not _proved(ticket):
        raise Refusal(
            "unauthentic",
            _("Nobody is answered by itself whose address was not proved."),
            conflict=True,
        )
    last = ticket.messages.filter(kind=Message.Kind.REQUEST).order_by("-at", "-id").first()
    if last is not None and last.automatic:
        raise Refusal(
            "automatic", _("A machine wrote last: it is not answered by itself."), conflict=True
        )
    address = ticket.requester.address if ticket.requester else ""
    for most, seconds in PER_ADDRESS:
        if address and not allowed(f"by_itself:{address}", most, seconds, at):
            raise Refusal(
                "too_often",
                _("This address was written to by itself too often already."),
                conflict=True,
            )


def _proved(ticket: Ticket) -> bool:
    """Not either where somebody has seen to the mark: he answers by his own hand."""
    seen_to = ticket.events.filter(kind=Kind.SEEN, data__mark=UNPROVED)
    return UNPROVED not in ticket.marks and not seen_to.exists()


def must_be_asked(ticket: Ticket) -> None:
    """Refuse a rule's answer where nobody asked: we wrote first. While we wait for the customer it
    may remind them."""
    waits = ticket.waiting_on == "customer"
    if not waits and not ticket.messages.filter(kind=Message.Kind.REQUEST).exists():
        raise Refusal(
            "unasked", _("We wrote first: nobody asked, so nothing is answered."), conflict=True
        )


def subject_of(ticket: Ticket) -> str:
    """L06: none of a sender's words go to an address that has never answered us."""
    if vouched(ticket):
        return answer_subject(ticket.subject)
    with translation.override((ticket.language or ticket.desk.language).lower()):
        return gettext("Your request #%(number)s") % {"number": ticket.number}


def vouched(ticket: Ticket) -> bool:
    """Whether its address is known to be read by who writes by it."""
    return ticket.requester is not None and has_answered(ticket.requester)
