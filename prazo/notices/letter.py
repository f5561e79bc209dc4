"""The mail about notices: in the person's language, with links, without what customers wrote."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from prazo.accounts.models import Desk, User
from prazo.desk.models import Ticket
from prazo.desk.post import one_line
from prazo.desk.terms import terms_of
from prazo.notices.models import Kind, Occasion
from prazo.notices.wording import metric_name, said, said_of_many

LISTED = 10
"""Tickets of one kind that are named in a mail; of more there is a number and a link."""


@dataclass(frozen=True, slots=True)
class Told:
    """An occasion with its ticket, which the person may see."""

    occasion: Occasion
    ticket: Ticket


def letter(user: User, desk: Desk, told: Sequence[Told]) -> tuple[str, str]:
    """Subject and text. What happened to a ticket several times is said as it was last."""
    with translation.override(user.language):
        kinds = {kind: _tickets(told, kind) for kind in Kind}
        parts = [_part(kind, some, user.language) for kind, some in kinds.items() if some]
        foot = _("You chose to be told of this: %(address)s") % {
            "address": f"{settings.ADDRESS}/me/notices"
        }
        return one_line(_subject(desk, kinds, user.language)), "\n\n".join([*parts, foot, ""])


def _tickets(told: Sequence[Told], kind: Kind) -> list[Told]:
    """Each ticket once, with the last that was said of it, those told longest ago first."""
    found: dict[int, Told] = {}
    for one in told:
        if one.occasion.kind == kind:
            found[one.ticket.pk] = one
    return list(found.values())


def _subject(desk: Desk, kinds: dict[Kind, list[Told]], language: str) -> str:
    given = {kind: some for kind, some in kinds.items() if some}
    if len(given) > 1:
        tickets = {one.ticket.pk for some in given.values() for one in some}
        if len(tickets) > 1:
            number = len(tickets)
            return ngettext(
                "%(desk)s: notices about %(count)s ticket",
                "%(desk)s: notices about %(count)s tickets",
                number,
            ) % {"desk": desk.name, "count": number}
    kind, some = next(iter(given.items()))
    if len(some) > 1:
        return f"{desk.name}: {said_of_many(kind, len(some))}"
    ticket = some[0].ticket
    return f"[#{ticket.number}] {_said(some[0], language)}: {ticket.subject}"


def _part(kind: Kind, some: Sequence[Told], language: str) -> str:
    if len(some) > LISTED:
        return f"{said_of_many(kind, len(some))}:\n{settings.ADDRESS}{_list_of(some)}"
    return "\n\n".join(
        f"{_said(one, language)}:\n#{one.ticket.number} {one_line(one.ticket.subject)}\n"
        f"{settings.ADDRESS}/t/{one.ticket.number}"
        for one in some
    )


def _list_of(some: Sequence[Told]) -> str:
    """Where they are listed: by their own line where it is one."""
    lines = {one.occasion.notice_id for one in some}
    return f"/notices/{lines.pop()}" if len(lines) == 1 and None not in lines else "/notices"


def _said(one: Told, language: str) -> str:
    occasion = one.occasion
    metric = metric_name(terms_of(one.ticket.version), occasion.metric, language)
    return said(occasion.kind, occasion.fact, occasion.who, metric)
