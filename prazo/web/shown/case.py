"""What is true of a ticket now: its facts, and its marks with what to do about each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from prazo.accounts.models import Role, User
from prazo.accounts.models.member import WORKING
from prazo.customers.choose import choose
from prazo.customers.models import Contract
from prazo.desk.models import Ticket
from prazo.desk.terms import Terms
from prazo.web.shown import words
from prazo.web.shown.due import instant, moment
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
class Mark:
    """`contracts` are asked about by buttons, where it has the one that is `held`; `href` leads to
    what else can be done."""

    slug: str
    says: str
    contracts: tuple[Contract, ...] = ()
    href: str = ""
    link: str = ""
    held: int | str = ""


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
        marks=tuple(_mark(slug, request, ticket, acts) for slug in _slugs(ticket)),
        related=(*_related(ticket, acts), *links),
    )


def _slugs(ticket: Ticket) -> list[str]:
    return [SPAM, *ticket.marks] if ticket.status == Ticket.Status.SPAM else ticket.marks


SPAM = "spam"
"""Said beside a ticket as its marks are, and no mark."""


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


def _mark(slug: str, request: "DeskRequest", ticket: Ticket, acts: bool) -> Mark:
    """What is done about it is offered to who `acts`."""
    mark = _said(slug, request, ticket)
    return mark if acts or slug not in ACTED_ON else Mark(slug, mark.says)


ACTED_ON = (
    "spam", "contract_unclear", "contract_asked", "no_contract", "other_address", "call_unwritten",
)  # fmt: skip


def _said(slug: str, request: "DeskRequest", ticket: Ticket) -> Mark:
    settle = f"/t/{ticket.number}/contract"
    raw = f"/t/{ticket.number}/raw" if request.desks.get(ticket.desk_id) in RAW_READERS else ""
    match slug:
        case "spam":
            says = _(
                "This is spam: no clock runs, nobody is told of it and nothing is sent. What its"
                " sender writes in answer stays here."
            )
            return Mark(slug, says, (), f"/t/{ticket.number}/not-spam", _("Not spam"))
        case "contract_unclear":
            says = _("Which contract is this under? How it came in left that open.")
            another, held = _("Another contract"), ticket.contract_id or ""
            return Mark(slug, says, _candidates(ticket), settle, another, held)
        case "contract_asked":
            says = _(
                "Who asks now is not of the customer whose contract this is under. Contract and"
                " clocks stay as they are until you say which it is."
            )
            another, held = _("Another contract"), ticket.contract_id or ""
            own = (ticket.contract,) if ticket.contract is not None else ()
            contracts = tuple(dict.fromkeys((*own, *_candidates(ticket))))
            return Mark(slug, says, contracts, settle, another, held)
        case "no_contract":
            says = _("Nobody here has a contract. Choose one, or answer without a promise.")
            return Mark(slug, says, (), settle, _("Choose a contract"))
        case "other_address":
            says = _(
                "It answers another ticket from an address that takes no part in it, so it is"
                " a ticket of its own. Merge them if it is the same case."
            )
            return Mark(slug, says, (), f"/t/{ticket.number}/merge", _("Merge"))
        case "written_beside":
            says = _(
                "Somebody wrote whose address takes no part here: see the note. It does, once you"
                " write to it."
            )
            return Mark(slug, says)
        case "call_unwritten":
            says = _("What was agreed in a call is not written down yet.")
            link = _("Write down what was agreed")
            return Mark(slug, says, (), f"/t/{ticket.number}/agreed", link)
        case "side_answer":
            says = _("An answer came in a side thread. Say whether it is the one waited for.")
            return Mark(slug, says, (), "#side-threads", _("Go to it"))
        case "side_other_address":
            says = _(
                "It answers a side thread of another ticket, from an address that takes no part"
                " in it. Look who it is before you act."
            )
            return Mark(slug, says, (), raw, _("Raw mail") if raw else "")
        case "unreadable":
            says = _("This mail could not be read. Its raw form can be downloaded.")
            return Mark(slug, says, (), raw, _("Download the raw mail") if raw else "")
        case "loop":
            return Mark(slug, _("This mail went in circles; nothing is sent in answer to it."))
        case "held":
            return Mark(slug, _("It comes from an address that only sends: look before you act."))
        case "delivery_failed":
            return Mark(slug, _("A mail about this did not arrive: see the note that says which."))
        case "answers_stopped":
            says = _("Many mails like this one came within an hour: later ones got no receipt.")
            return Mark(slug, says, (), raw, _("Raw mail") if raw else "")
        case "no_receipt":
            says = _(
                "No receipt went out: its address had several already. Answer, so that the sender"
                " knows that it arrived."
            )
            return Mark(slug, says)
        case "misdirected":
            return Mark(slug, _("It was written to no address of any desk, so it came here."))
        case "from_agent":
            says = _("It names one of us as its sender, and answers nothing: look who it was.")
            return Mark(slug, says, (), raw, _("Raw mail") if raw else "")
        case "unauthentic":
            says = _(
                "Its sender's own domain says that this mail is not from there (DMARC). Answer"
                " only after you have asked in another way."
            )
            return Mark(slug, says, (), raw, _("Raw mail") if raw else "")
        case "sender_unknown":
            says = _("It names no sender. There is nobody to answer.")
            return Mark(slug, says, (), raw, _("Raw mail") if raw else "")
        case "bounce":
            says = _("A report that a mail could not be delivered, about none that we know.")
            return Mark(slug, says, (), raw, _("Raw mail") if raw else "")
        case "all_teams_review":
            return Mark(slug, _("The agreement asks all teams involved to look at this together."))
        case _:
            return Mark(slug, slug.replace("_", " "), (), raw, _("Raw mail") if raw else "")


RAW_READERS = (Role.LEAD, Role.ADMIN)


def _candidates(ticket: Ticket) -> tuple[Contract, ...]:
    if ticket.requester is None:
        return ()
    choice = choose(ticket.desk, None, ticket.requester, ticket.requester.address)
    return (choice.contract,) if choice.contract is not None else choice.candidates


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
