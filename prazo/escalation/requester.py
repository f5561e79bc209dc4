"""What a step says to the requester: words of the desk itself, on the ticket and by mail.

They are notices (`prazo.desk.say`): they meet no target (D5).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from prazo.desk.models import Message, Ticket
from prazo.desk.say import say_to_requester
from prazo.desk.terms import terms_of
from prazo.engine.instant import to_datetime
from prazo.escalation.due import Due


def ask_again(ticket: Ticket, due: Due, as_of: datetime) -> Message | None:
    """Remind of a question, and of when the case will be closed for want of an answer (D12)."""
    with _language_of(ticket):
        lines = [
            _("We asked you something about request #%(number)s and have no answer yet.")
            % {"number": ticket.number},
            _("As soon as you answer this message, we go on."),
        ]
        if closes_at := _closes_at(ticket, due):
            lines.append(
                _("Without an answer we close it on %(instant)s.")
                % {"instant": _shown(ticket, closes_at)}
            )
        return say_to_requester(ticket, key=f"ask:{due.name}", text=" ".join(lines), at=as_of)


def say_closed(ticket: Ticket, due: Due, as_of: datetime) -> Message | None:
    with _language_of(ticket):
        text = _(
            "We closed request #%(number)s because our question was not answered in time. "
            "Answer this message and it is open again."
        ) % {"number": ticket.number}
        return say_to_requester(ticket, key=f"closed:{due.name}", text=text, at=as_of)


def say_lapsed(ticket: Ticket, due: Due, as_of: datetime) -> Message | None:
    """Where the agreement tells the requester of a time that ends or has ended."""
    terms, clock = terms_of(ticket.version), due.clock
    with _language_of(ticket) as language:
        facts = {
            "number": ticket.number,
            "metric": terms.metric_name(clock.metric, language),
            "instant": _shown(ticket, clock.due_at) if clock.due_at else "—",
        }
        over = clock.due_at is not None and clock.due_at <= as_of
        text = (
            _("Request #%(number)s: the time for “%(metric)s” ended on %(instant)s.")
            if over
            else _("Request #%(number)s: the time for “%(metric)s” ends on %(instant)s.")
        ) % facts
        return say_to_requester(ticket, key=f"told:{due.name}", text=text, at=as_of)


@contextmanager
def _language_of(ticket: Ticket) -> Iterator[str]:
    """The requester's language, active inside."""
    language = (ticket.language or ticket.desk.language).lower()
    with translation.override(language):
        yield language


def _closes_at(ticket: Ticket, due: Due) -> datetime | None:
    steps = terms_of(ticket.version).agreement.escalation
    closing = (us for place, _, us in due.clock.coming if steps[place].close)
    return None if (first := next(closing, None)) is None else to_datetime(first)


def _shown(ticket: Ticket, instant: datetime) -> str:
    customer = ticket.customer.time_zone if ticket.customer else ""
    zone = ZoneInfo(customer or ticket.desk.time_zone)
    return f"{date_format(instant.astimezone(zone), 'DATETIME_FORMAT')} ({zone.key})"
