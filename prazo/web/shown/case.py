"""What is true of a ticket now: its facts, and its marks with what to do about each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from prazo.accounts.models import User
from prazo.accounts.models.member import WORKING
from prazo.customers.models import Contract
from prazo.desk.models import Ticket
from prazo.desk.terms import Terms
from prazo.web.shown import words
from prazo.web.shown.due import instant, moment
from prazo.web.shown.mark_cards import Mark, marks
from prazo.web.shown.reader import reader

if TYPE_CHECKING:
    from prazo.web.access import DeskRequest


@dataclass(frozen=True, slots=True)
class Fact:
    name: str
    value: str
    href: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    urgency: str
    sign: str
    priority: str
    definition: str
    level: str
    channel: str
    status: str
    facts: tuple[Fact, ...]
    marks: tuple[Mark, ...]
    related: tuple[Fact, ...]


def case(
    request: "DeskRequest",
    ticket: Ticket,
    terms: Terms,
    now: datetime,
    links: Sequence[Fact] = (),
) -> Case:
    urgency, sign, priority = words.priority_chip(terms, ticket.priority)
    language = words.reader()
    level = terms.value_name("level", ticket.level, language) if ticket.level else ""
    acts = request.desks.get(ticket.desk_id) in WORKING
    return Case(
        urgency=urgency,
        sign=sign,
        priority=priority,
        definition=terms.definition(ticket.priority, language),
        level=_level(level, ticket),
        channel=words.channel_name(terms, ticket.channel),
        status=_status(ticket),
        facts=tuple(_facts(ticket, terms, now)),
        marks=marks(request, ticket, acts),
        related=(*_related(ticket, acts), *links),
    )


def _level(name: str, ticket: Ticket) -> str:
    """With its team, unless they are called the same."""
    team = str(ticket.team or "")
    return f"{name} · {team}" if name and team and team != name else name


def _status(ticket: Ticket) -> str:
    if ticket.status == Ticket.Status.WAITING:
        return _("waits on %(party)s") % {"party": words.party(ticket.waiting_on)}
    return str(Ticket.Status(ticket.status).label)


def _facts(ticket: Ticket, terms: Terms, now: datetime) -> list[Fact]:
    to, language = reader(), words.reader()
    facts = [
        Fact(
            _("Requester"),
            str(ticket.requester or "—"),
            f"/people/{ticket.requester_id}" if ticket.requester_id else "",
            _address(ticket),
        ),
        Fact(
            _("Customer"),
            str(ticket.customer or _("not known")),
            f"/customers/{ticket.customer_id}" if ticket.customer_id else "",
        ),
        Fact(_("Contract"), _contract(ticket)),
        Fact(
            _("Agreement"),
            _("%(name)s, version %(version)s")
            % {"name": terms.name(language), "version": ticket.version.version},
            href=agreement_address(ticket),
        ),
    ]
    for dimension, name in DIMENSIONS:
        value = getattr(ticket, dimension)
        if value:
            facts.append(Fact(str(name), terms.value_name(dimension, value, language)))
    if ticket.addons:
        names = (terms.value_name("addon", addon, language) for addon in ticket.addons)
        facts.append(Fact(_("Add-ons"), ", ".join(names)))
    facts += [
        Fact(_("Assigned to"), str(ticket.assignee or _("nobody"))),
        Fact(_("Opened"), moment(ticket.opened_at, now, to), title=instant(ticket.opened_at, to)),
        Fact(_("Desk"), str(ticket.desk)),
    ]
    return facts


DIMENSIONS = (
    ("plan", later("Plan")),
    ("region", later("Region")),
    ("request_type", later("Type")),
    ("component", later("Component")),
    ("tier", later("Tier")),
    ("cause", later("Cause")),
)


def agreement_address(ticket: Ticket) -> str:
    """The public page of the version the ticket is under."""
    return _agreement_address(ticket.desk.slug, ticket.version.version)


@lru_cache(maxsize=1024)
def _agreement_address(desk: str, version: str) -> str:
    return reverse("agreement_version", args=[desk, version])


def _address(ticket: Ticket) -> str:
    return ticket.requester.address if ticket.requester else ""


def _contract(ticket: Ticket) -> str:
    if ticket.contract is None:
        return _("none")
    if ticket.contract.state == Contract.State.ACTIVE:
        return ticket.contract.name
    return f"{ticket.contract.name} ({ticket.contract.get_state_display()})"


def _related(ticket: Ticket, acts: bool) -> list[Fact]:
    facts = []
    if ticket.team is not None and ticket.team.private:
        facts.append(
            Fact(
                _("Private:"),
                ticket.team.name,
                f"/t/{ticket.number}/guests" if acts else "",
                _("Not everybody of the desk sees this ticket. Look who does.") if acts else "",
            )
        )
    if into := _other(ticket, ticket.merged_into_id):
        facts.append(Fact(_("Merged into"), f"#{into}", f"/t/{into}"))
    if source := _other(ticket, ticket.split_from_id):
        facts.append(Fact(_("Split from"), f"#{source}", f"/t/{source}"))
    return facts


def _other(ticket: Ticket, pk: int | None) -> int | None:
    """The number of a ticket it came from or went to, where the reader sees that one."""
    if pk is None:
        return None
    seen = Ticket.objects.visible_to(User(pk=ticket.asked_by)).filter(pk=pk)
    return seen.values_list("number", flat=True).first()
