"""Tickets that may be the same case, and why one should think so, in words."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from prazo.desk.duplicates import Suspect
from prazo.desk.likeness import Likeness
from prazo.desk.models import Ticket
from prazo.desk.terms import Terms
from prazo.web.shown import words


@dataclass(frozen=True, slots=True)
class Alike:
    """`ends` is merged `into` the other: the later one into the earlier."""

    number: int
    subject: str
    whose: str
    why: str
    ends: int
    into: int


def alike(ticket: Ticket, suspect: Suspect, terms: Terms) -> Alike:
    other = suspect.ticket
    earlier = (other.opened_at, other.number) <= (ticket.opened_at, ticket.number)
    return Alike(
        number=other.number,
        subject=other.subject,
        whose="" if suspect.why.same_person else str(other.requester or ""),
        why=", ".join(reasons(suspect.why, terms)),
        ends=ticket.number if earlier else other.number,
        into=other.number if earlier else ticket.number,
    )


def reasons(why: Likeness, terms: Terms) -> Iterator[str]:
    """The plainest first: who, when, and what is the same in both."""
    yield _("same requester") if why.same_person else _("same customer")
    yield _("%(time)s apart") % {"time": words.length(why.apart)}
    if why.named:
        yield _("both name %(names)s") % {"names": ", ".join(why.named)}
    if why.subject:
        yield _("subjects alike %(share)s %%") % {"share": why.subject}
    if why.text:
        yield _("texts alike %(share)s %%") % {"share": why.text}
    if why.channels:
        one, other = (words.channel_name(terms, channel) for channel in why.channels)
        yield _("one by %(one)s, the other by %(other)s") % {"one": one, "other": other}
    if why.languages:
        yield _("in two languages")
