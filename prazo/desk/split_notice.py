"""One mail to the requester that names the tickets his request was split into (D16)."""

from collections.abc import Sequence
from datetime import datetime

from django.utils import translation
from django.utils.translation import gettext as _

from prazo.desk.models import Message, Ticket
from prazo.desk.say import say_to_requester


def tell_of_split(source: Ticket, made: Sequence[Ticket], *, at: datetime) -> Message | None:
    """On a locked ticket, once for all of `made`. Written by the desk itself: it meets no target.
    None where there is nobody to write to."""
    if not made:
        return None
    with translation.override((source.language or source.desk.language).lower()):
        text = _text(source, made)
    return say_to_requester(source, key=f"split:{made[0].pk}", text=text, at=at)


def _text(source: Ticket, made: Sequence[Ticket]) -> str:
    """In the language that is active."""
    lines = [
        _("Your request #%(number)s asks for more than one thing.") % {"number": source.number},
        _("So that each gets an answer of its own, we have made these of it:"),
        "",
        *(f"  #{ticket.number} {ticket.subject}" for ticket in made),
        "",
        _("All times we promised count from when you wrote."),
    ]
    if source.is_open:
        rest = _("Everything else goes on as #%(number)s.") % {"number": source.number}
        lines.append(rest)
    return "\n".join([*lines, "", str(source.desk)])
