"""Where a read mail ends: exactly one visible place, whatever it is (peers.md thread 12)."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.utils import translation
from django.utils.translation import gettext as _

from prazo.accounts.models import Desk, User
from prazo.channels.email.failure import fail
from prazo.channels.email.identity import named
from prazo.channels.email.letter import automatic, letter, sender_of
from prazo.channels.email.models import NO_RETURN, RawMail
from prazo.channels.email.place import Place
from prazo.channels.email.reading.mail import ReadMail
from prazo.channels.email.reading.unreadable import sentence
from prazo.channels.email.side import placed_beside, side_thread_of
from prazo.channels.email.unreadable_words import why
from prazo.desk import actor
from prazo.desk.acting import standing
from prazo.desk.actions.note import note
from prazo.desk.actions.receive import receive
from prazo.desk.inbound import LIST, Inbound
from prazo.desk.masking import masked
from prazo.desk.models import Message, Note, Outgoing, Ticket
from prazo.lib.child import Unreadable

OWN_MAIL = "own_mail"
OWN_NAME = "own_name"
"""Marks a mail that came in a desk's own name, and in which somebody else wrote."""
State = RawMail.State


@dataclass(frozen=True, slots=True)
class Known:
    """What was looked up for a whole batch: whose addresses, which desks, who works here. `noted`
    fills as mails of agents are placed: by hash, and the ticket, since their rows are written after
    all of them."""

    ours: Mapping[str, int]
    desks: Mapping[int, Desk]
    people: Mapping[str, User]
    noted: set[tuple[str, int]] = field(default_factory=set)

    def anew(self) -> "Known":
        """For who places from the start: what was undone is not noted."""
        return replace(self, noted=set())


@dataclass(frozen=True, slots=True)
class ForDesk:
    """A mail that is to be a message of a desk."""

    desk: Desk
    inbound: Inbound


def place(mail: ReadMail, row: RawMail, known: Known, as_of: datetime) -> Place:
    """Put one mail where it belongs. Raises what the desk raises; then nothing was done."""
    found = place_or_hand_on(mail, row, known, as_of)
    return received(found.desk, found.inbound) if isinstance(found, ForDesk) else found


def place_or_hand_on(
    mail: ReadMail, row: RawMail, known: Known, as_of: datetime
) -> Place | ForDesk:
    """Its place, where that is no message; else the message, for the desk to take in."""
    sender = sender_of(mail)
    own = sender in known.ours
    if named(mail.message_id) or (own and not _for_somebody_else(mail, row, known)):
        return Place(state=State.IGNORED, reason=OWN_MAIL)  # L01
    if mail.bounce is not None and (found := _bounced(mail, as_of)):
        return found
    desk, certain = desk_of(mail, row, known)
    person = known.people.get(sender)
    extra = (*(() if certain else ("misdirected",)), *(("from_agent",) if person else ()))
    inbound = letter(mail, row, known.ours, extra)
    if own:
        inbound = replace(inbound, sender="", answers=None, marks=(*inbound.marks, OWN_NAME))
        return ForDesk(desk, inbound)
    if (thread := side_thread_of(mail, row)) is not None:
        if beside := placed_beside(thread, desk, inbound, as_of):
            return beside
        inbound = replace(inbound, marks=(*inbound.marks, "side_other_address"))
    if person is not None and (ticket := _ticket_of_colleague(desk, inbound, person)):
        return _noted(ticket, inbound, row, known, as_of)
    return ForDesk(desk, inbound)


def _for_somebody_else(mail: ReadMail, row: RawMail, known: Known) -> bool:
    """Whether a mail in a desk's own name is another's, who says with Reply-To where he is: so do
    a group address whose members the sender's domain would not let it write for, and a form on a
    website. Our own mails have none, and who it was stays unproved (T06)."""
    if automatic(mail, row, known.ours) not in ("", LIST, "bulk"):
        return False
    return any(one.address.lower() not in known.ours for one in mail.reply_to)


def received(desk: Desk, inbound: Inbound) -> Place:
    known = Message.objects.filter(
        desk=desk, channel=inbound.channel, reference=inbound.reference
    ).exists()
    return of_message(desk, receive(desk, inbound), again=known)


def of_message(desk: Desk, message: Message | Note, *, again: bool) -> Place:
    return Place(
        state=State.DUPLICATE if again else State.READ,
        desk=desk,
        ticket_id=message.ticket_id,
        message_id=message.pk if isinstance(message, Message) else None,
    )


def park(row: RawMail, reason: Unreadable | str, desk: Desk) -> Place:
    """A visible ticket for a mail that cannot be read; the raw mail is downloaded there (DU04)."""
    sender = "" if row.envelope_from == NO_RETURN else row.envelope_from
    with translation.override(desk.language):
        subject = _("A mail that could not be read")
        text = _(
            "This mail could not be read. %(reason)s It can be downloaded as it came.\n"
            "Sent by: %(sender)s"
        ) % {"reason": why(reason), "sender": sender or "?"}
    inbound = Inbound(
        channel="email",
        reference=f"raw:{row.pk}",
        sender="",
        sender_name=sender,
        written_to=tuple(address.lower() for address in row.envelope_to),
        recipients=tuple(("to", "", address) for address in row.envelope_to),
        subject=subject,
        text=text,
        received_at=row.received_at,
        automatic="unreadable",
        marks=("unreadable",),
    )
    return replace(received(desk, inbound), state=State.UNREADABLE, reason=in_short(reason))


def in_short(reason: Unreadable | str) -> str:
    """As it is kept for the operator and in the log."""
    return sentence(reason) if isinstance(reason, Unreadable) else reason


def desk_of(mail: ReadMail | None, row: RawMail, known: Known) -> tuple[Desk, bool]:
    """The desk by how it came in, then by its envelope, then by whom it names; else the first."""
    if row.desk_id is not None:
        return known.desks[row.desk_id], True
    shown = () if mail is None else (*mail.to, *mail.cc)
    for address in (*row.envelope_to, *(one.address for one in shown)):
        if address in known.ours:
            return known.desks[known.ours[address]], True
    return known.desks[min(known.desks)], False


def _bounced(mail: ReadMail, as_of: datetime) -> Place | None:
    """On the ticket of the mail that came back, if it was a mail of ours (L02). A report that
    neither names anybody nor fails for good says too little to stand for its own words."""
    assert mail.bounce is not None
    ours = named(mail.bounce.original_message_id)
    if ours is None or not (mail.bounce.recipients or mail.bounce.permanent):
        return None
    outgoing = (
        Outgoing.objects.select_for_update(of=("self",))
        .select_related("ticket", "desk")
        .filter(pk=ours.outgoing)
        .first()
    )
    if outgoing is None:
        return None
    said = masked(mail.bounce.diagnostic or mail.subject)[0]
    if mail.bounce.permanent:
        whom = mail.bounce.recipients
        fail(outgoing, f"{', '.join(whom)} {said}".strip(), at=as_of, whom=whom)
        reason = "bounce"
    else:
        Outgoing.objects.filter(pk=outgoing.pk, failed_at=None).update(
            error=f"delayed: {said}"[:1000]
        )
        reason = "delayed"
    return Place(
        state=State.IGNORED, reason=reason, desk=outgoing.desk, ticket_id=outgoing.ticket_id
    )


def _ticket_of_colleague(desk: Desk, inbound: Inbound, person: User) -> Ticket | None:
    """The ticket an agent's mail may be noted on: one of a desk where that agent works (T05)."""
    if inbound.answers is None or not person.is_active:
        return None
    theirs = Ticket.objects.visible_to(person).filter(pk=inbound.answers, desk=desk)
    found = theirs.first()
    return None if found is None else standing(found)


def _noted(ticket: Ticket, inbound: Inbound, row: RawMail, known: Known, as_of: datetime) -> Place:
    """Nobody acts as an agent by mail: what came in an agent's name is an unverified note (T05)."""
    Ticket.objects.select_for_update(of=("self",)).get(pk=ticket.pk)  # who else has it is done
    again = RawMail.objects.filter(sha256=row.sha256, ticket=ticket, state=State.READ)
    mark = (row.sha256, ticket.pk)
    if mark in known.noted or again.exists():
        return Place(state=State.DUPLICATE, desk=ticket.desk, ticket_id=ticket.pk)
    with translation.override(ticket.desk.language):
        if inbound.automatic:
            heading = _("Automatic answer from %(sender)s (by mail, not verified):")
        else:
            heading = _("From %(sender)s by mail; that it was really they is not verified:")
    text = f"{heading % {'sender': inbound.sender}}\n\n{inbound.subject}\n\n{inbound.text}"
    note(ticket, by=actor.SYSTEM, at=as_of, text=text)
    known.noted.add(mark)
    return Place(state=State.READ, reason="from_agent", desk=ticket.desk, ticket_id=ticket.pk)
