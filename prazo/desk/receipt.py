"""The receipt (B7): the first answer names number, agreement, priority, due times and pauses.

It is written by the desk itself, so it meets no target (D5), and it is never written to a
machine or to the same address again and again (L03, L06, L08).
"""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from prazo.customers.models import Requester
from prazo.desk.clocks import read
from prazo.desk.inbound import Inbound
from prazo.desk.models import Message, Ticket
from prazo.desk.post import answer_subject, post
from prazo.desk.terms import Terms, terms_of
from prazo.engine.clock import Clock
from prazo.lib.limits import allowed, counted

AUTOMATIC = {"Auto-Submitted": "auto-replied"}
MOST_ALIKE = 3  # receipts an hour to one domain about the same


def send_receipt(
    ticket: Ticket, inbound: Inbound, requester: Requester, is_new: bool, as_of: datetime
) -> Message | None:
    """Within the limits of politeness: one per address in 10 minutes, five a day."""
    terms = terms_of(ticket.version)
    receipt = terms.document.receipt
    if (receipt is not None and not receipt.send) or not inbound.sender:
        return None
    if not (ticket.synthetic or _polite(ticket, inbound, as_of)):
        return None
    language = ticket.language or ticket.desk.language
    with translation.override(language.lower()):
        text = receipt_text(ticket, terms, read(ticket, as_of), language, as_of)
        # An address nobody has vouched for may be a victim's: none of the sender's words go
        # there (L06). Somebody known gets the subject that keeps the thread together.
        vouched = inbound.authentic is True or not is_new
        subject = (
            answer_subject(ticket.subject)
            if vouched
            else _("Your request #%(number)s has arrived") % {"number": ticket.number}
        )
    message = Message.objects.create(
        desk_id=ticket.desk_id,
        ticket=ticket,
        kind=Message.Kind.RECEIPT,
        at=as_of,
        channel=ticket.channel,
        text=text,
        sender=str(ticket.desk),
        recipients=[{"field": "to", "name": str(requester), "address": inbound.sender}],
        automatic="generated",
    )
    post(
        ticket,
        key=f"receipt:{ticket.pk}",
        to=[inbound.sender],
        subject=subject,
        text=text,
        at=as_of,
        message=message,
        headers=AUTOMATIC,
    )
    return message


def receipt_text(
    ticket: Ticket, terms: Terms, clocks: tuple[Clock, ...], language: str, as_of: datetime
) -> str:
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
    lines += [
        "",
        _("To add something, simply answer this message from the same address."),
        _("Never send passwords or whole API keys."),
        "",
        str(ticket.desk),
    ]
    return "\n".join(lines)


def _promises(terms: Terms, clocks: tuple[Clock, ...], language: str, zone: ZoneInfo) -> list[str]:
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


def _polite(ticket: Ticket, inbound: Inbound, as_of: datetime) -> bool:
    """Not too often to one address, nor to one domain about the same: that may be a machine
    which does not say so (L03). When the desk falls silent, one ticket is marked."""
    domain = inbound.sender.rpartition("@")[2]
    family = " ".join(word for word in inbound.subject.casefold().split() if word.isalpha())
    if not allowed(f"receipt:{inbound.sender}", 1, 600, as_of):
        return False
    if not allowed(f"receipt-day:{inbound.sender}", 5, 86400, as_of):
        return False
    nth = counted(f"receipt-family:{domain}:{family[:80]}", 3600, as_of)
    if nth == MOST_ALIKE + 1:
        ticket.marks = [*ticket.marks, "answers_stopped"]
        ticket.save(update_fields=["marks"])
    return nth <= MOST_ALIKE
