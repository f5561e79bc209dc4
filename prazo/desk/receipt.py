"""The receipt (B7): the first answer names number, agreement, priority, due times and pauses, and
asks for what a report must carry (N3).

It is written by the desk itself, so it meets no target (D5), and it is never written to a
machine, nor again and again to an address that may be a victim's (L03, L06, L08). A ticket whose
sender was told nothing for that reason says so, until somebody answers.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from prazo.customers.models import Requester
from prazo.desk.inbound import Inbound
from prazo.desk.models import Event, Message, Outgoing, Ticket
from prazo.desk.post import answer_subject, one_line
from prazo.desk.terms import Terms, terms_of
from prazo.engine.clock import Clock
from prazo.engine.events import Kind
from prazo.lib.limits import Asked, counted_in_turn

AUTOMATIC = {"Auto-Submitted": "auto-replied"}
NO_RECEIPT = "no_receipt"
"""Marks a ticket whose sender had too many receipts already."""
PER_ADDRESS = ((600, 1, 20), (86400, 5, 100))
"""In so many seconds so many receipts; and so many to who surely writes from there himself, which
only a loop exceeds."""
MOST_ALIKE, HOUR = 3, 3600  # receipts an hour to one domain about the same


@dataclass(frozen=True)
class Opened:
    """A ticket about to be opened by a message, and what is to be told about it."""

    ticket: Ticket
    inbound: Inbound
    requester: Requester
    is_new: bool  # whether this is the first we hear of the requester
    clocks: Sequence[Clock]
    as_of: datetime
    receipt_id: int  # by which the message is to be known

    @cached_property
    def vouched(self) -> bool:
        """Whether its address is known to be the sender's own, and no victim's (L06): his domain
        says so, or he answered us by it. That somebody wrote in its name before proves nothing."""
        if self.inbound.authentic is not None:
            return self.inbound.authentic
        return not self.is_new and has_answered(self.requester)


def receipts(opened: Sequence[Opened]) -> list[tuple[Message, Outgoing]]:
    """Within the limits of politeness, to be written with the tickets. A ticket that gets none
    for their sake is marked."""
    return [_written(one) for one in _polite([one for one in opened if _wanted(one)])]


def _wanted(one: Opened) -> bool:
    receipt = terms_of(one.ticket.version).document.receipt
    return bool(
        one.inbound.answerable
        and not one.inbound.automatic
        and one.inbound.sender
        and not one.ticket.synthetic
        and one.ticket.status != Ticket.Status.SPAM
        and (receipt is None or receipt.send)
    )


def _written(one: Opened) -> tuple[Message, Outgoing]:
    ticket, inbound = one.ticket, one.inbound
    subject, text = _told(one)
    message = Message(
        pk=one.receipt_id,
        desk_id=ticket.desk_id,
        ticket=ticket,
        kind=Message.Kind.RECEIPT,
        at=one.as_of,
        channel=ticket.channel,
        text=text,
        sender=str(ticket.desk),
        recipients=[{"field": "to", "name": one.requester.name, "address": inbound.sender}],
        automatic="generated",
    )
    post = Outgoing(
        desk_id=ticket.desk_id,
        ticket=ticket,
        message_id=one.receipt_id,
        key=f"receipt:{ticket.pk}",
        to=[inbound.sender],
        subject=one_line(subject),
        text=text,
        headers=AUTOMATIC,
        created_at=one.as_of,
        try_at=one.as_of,
    )
    return message, post


def _told(one: Opened) -> tuple[str, str]:
    """Subject and text. An address nobody has vouched for may be a victim's: none of the
    sender's words go there (L06). Another one's subject keeps the thread."""
    ticket = one.ticket
    language = ticket.language or ticket.desk.language
    with translation.override(language.lower()):
        text = receipt_text(ticket, terms_of(ticket.version), one.clocks, language)
        if one.vouched:
            return answer_subject(ticket.subject), text
        return _("Your request #%(number)s has arrived") % {"number": ticket.number}, text


def has_answered(requester: Requester) -> bool:
    """Whether an earlier mail continued a ticket: that took the proof we sent to the address.

    A machine's answer proves that, too, but not that anybody there ever wanted to write.
    """
    own = Event.objects.filter(ticket__requester=requester, requester=requester)
    return own.filter(kind=Kind.MESSAGE, data__automatic=False).exists()


def receipt_text(ticket: Ticket, terms: Terms, clocks: Sequence[Clock], language: str) -> str:
    """In the language that is active, with instants in the customer's zone."""
    zone = ZoneInfo((ticket.customer.time_zone if ticket.customer else "") or ticket.desk.time_zone)
    lines = [
        _("We received your request. Its number is #%(number)s.") % {"number": ticket.number},
        "",
        _("Agreement: %(name)s, version %(version)s")
        % {"name": terms.name(language), "version": ticket.version.version},
        f"{settings.ADDRESS}/agreements/{ticket.desk.slug}",
    ]
    if ticket.priority:
        lines += [
            _("Priority: %(name)s")
            % {"name": terms.value_name("priority", ticket.priority, language)},
            "  " + terms.definition(ticket.priority, language),
        ]
    lines += ["", _("What we promised you:"), *_promises(terms, clocks, language, zone)]
    pauses = {party for c in clocks for party in c.agreement.targets[c.metric].pauses if c.running}
    if "customer" in pauses:
        lines += ["", _("A clock stands still while we wait for an answer of yours.")]
    if next_role := _next_role(terms, language):
        lines += [_("If a target lapses, %(role)s is told next.") % {"role": next_role}]
    if asks := terms.asks(language):
        lines += ["", _("We need the following. What you have not told us yet, please add:")]
        lines += [f"  {ask}" for ask in asks]
    lines += [
        "",
        _("To add something, simply answer this message from the same address."),
        _("Never send passwords or whole API keys."),
        "",
        str(ticket.desk),
    ]
    return "\n".join(lines)


def _promises(terms: Terms, clocks: Sequence[Clock], language: str, zone: ZoneInfo) -> list[str]:
    lines = []
    for clock in clocks:
        if clock.agreement.targets[clock.metric].owed_by != "provider":
            continue
        name = terms.metric_name(clock.metric, language)
        if clock.due_at is not None:
            due = date_format(clock.due_at.astimezone(zone), "DATETIME_FORMAT")
            lines.append(
                "  "
                + _("%(metric)s: by %(instant)s (%(zone)s)")
                % {"metric": name, "instant": due, "zone": zone.key}
            )
        else:
            lines.append("  " + _("%(metric)s: no time is promised") % {"metric": name})
    return lines or ["  " + _("No times are promised for this request.")]


def _next_role(terms: Terms, language: str) -> str:
    receipt = terms.document.receipt
    role = terms.document.roles.get(receipt.next) if receipt is not None and receipt.next else None
    return role.name.of(language) if role else ""


def _polite(wanted: Sequence[Opened]) -> list[Opened]:
    """Not too often to one address, nor to one domain about the same: that may be a machine
    which does not say so (L03). Where the desk falls silent, each ticket is marked; the first
    of those alike as what an alert is about."""
    polite = []
    for one, counts in zip(wanted, counted_in_turn([_limits(one) for one in wanted]), strict=True):
        alike = counts[len(PER_ADDRESS)] if len(counts) > len(PER_ADDRESS) else None
        if alike is not None and alike <= MOST_ALIKE:
            polite.append(one)
            continue
        if alike == MOST_ALIKE + 1:
            one.ticket.marks.append("answers_stopped")
        one.ticket.marks.append(NO_RECEIPT)
    return polite


def _limits(one: Opened) -> list[tuple[Asked, int]]:
    """Each window, and how many receipts it allows."""
    to_address = [
        (
            (f"receipt:{one.inbound.sender}", seconds, one.as_of),
            vouched if one.vouched else stranger,
        )
        for seconds, stranger, vouched in PER_ADDRESS
    ]
    return [*to_address, ((f"receipt-family:{_family(one.inbound)}", HOUR, one.as_of), MOST_ALIKE)]


def _family(inbound: Inbound) -> str:
    domain = inbound.sender.rpartition("@")[2]
    words = (word for word in inbound.subject.casefold().split() if word.isalpha())
    return f"{domain}:{' '.join(words)[:80]}"
