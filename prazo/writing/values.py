"""What the variables of templates, macros and rules stand for on one ticket."""

import zoneinfo
from collections.abc import Mapping
from datetime import datetime

from django.utils import formats, timezone, translation

from prazo.desk.models import Ticket
from prazo.desk.wording import MARKDOWN, PLAIN
from prazo.lib.markdown import is_read_alike
from prazo.writing.placeholders import filled


def values_of(ticket: Ticket, agent: str, at: datetime) -> dict[str, str]:
    """By `prazo.writing.placeholders.NAMES`; "" for what is not known. As the customer reads it:
    in the ticket's language and the customer's zone, which is named."""
    with translation.override(ticket.language or ticket.desk.language):
        return {
            "requester": ticket.requester.name if ticket.requester else "",
            "number": f"#{ticket.number}",
            "subject": ticket.subject,
            "customer": ticket.customer.name if ticket.customer else "",
            "due": _due(ticket, at),
            "agent": agent,
            "desk": ticket.desk.name,
        }


def markup_with(text: str, values: Mapping[str, str]) -> str:
    """How `text` is to be read once these are put into it unseen. What a stranger calls himself or
    his case is words, by itself and with what stands around it: where it would be a sign, or a part
    of one, nothing is read, so that no link of his goes out as ours."""
    return MARKDOWN if is_read_alike(text, lambda said: filled(said, values)[0]) else PLAIN


def _due(ticket: Ticket, now: datetime) -> str:
    """Nobody is promised an answer before an instant that is past."""
    if ticket.next_due_at is None or ticket.next_due_at <= now:
        return ""
    zone = (ticket.customer.time_zone if ticket.customer else "") or ticket.desk.time_zone
    at = timezone.localtime(ticket.next_due_at, zoneinfo.ZoneInfo(zone))
    return f"{formats.date_format(at, 'DATETIME_FORMAT')} ({zone})"
