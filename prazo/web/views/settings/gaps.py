"""What a desk still lacks to keep its agreement: each with the page where it is mended."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from prazo.accounts.models import Desk, Member, Role, RoleHolder
from prazo.agreements.models import in_force
from prazo.agreements.schema.escalation import TOLD
from prazo.channels.email.models import MailAccount
from prazo.channels.email.route import sends
from prazo.customers.models import Contract, Entrance
from prazo.desk.terms import Terms, tag, terms_of
from prazo.web.shown.words import reader


@dataclass(frozen=True, slots=True)
class Gap:
    says: str
    address: str


def gaps(desk: Desk, as_of: datetime) -> list[Gap]:
    version = in_force(desk.pk, as_of)
    if version is None:
        says = _("No agreement is in force: no ticket can be opened.")
        return [Gap(says, _at("settings_agreement", desk)), *_ways_in(desk)]
    terms = terms_of(version)
    return [*_ways_in(desk), *_people(desk, terms), *_figures(desk, terms), *_rules(desk)]


def missing_figures(contract: Contract, terms: Terms) -> list[str]:
    """The figures the agreement leaves to the contract (A9) and this one does not give."""
    return [key for key in terms.document.figures if not contract.figures.get(key)]


def roles_of_nobody(desk: Desk, terms: Terms) -> list[str]:
    """Roles of the agreement behind which nobody stands who could be told."""
    holders = RoleHolder.objects.filter(desk=desk).exclude(user__is_active=False)
    held = set(holders.values_list("role", flat=True))
    return [role for role in terms.document.roles if role not in held and role not in TOLD]


def leads(desk: Desk) -> list[Member]:
    """Who is told where the agreement says `team_lead`: a role of the desk, not of its own."""
    found = Member.objects.filter(desk=desk, role=Role.LEAD, user__is_active=True)
    return list(found.select_related("user").order_by("user__name"))


def teams_of_nobody(desk: Desk, terms: Terms) -> list[str]:
    working = Member.objects.filter(
        desk=desk, user__is_active=True, role__in=(Role.AGENT, Role.LEAD)
    )
    filled = set(working.values_list("teams__identifier", flat=True))
    return [team for team in terms.document.teams if team not in filled]


def _ways_in(desk: Desk) -> Iterator[Gap]:
    accounts = list(MailAccount.objects.filter(desk=desk, active=True))
    if not accounts and not Entrance.objects.filter(desk=desk, channel="email").exists():
        yield Gap(_("Nobody can write: no address leads here."), _at("settings_entrances", desk))
    if not sends(desk):
        says = _("No mail leaves: no account sends, and no relay is set. It is kept in a folder.")
        yield Gap(says, _at("settings_mail", desk))
    for account in accounts:
        if account.error:
            says = _("The mail account %(address)s does not work.") % {"address": account.address}
            yield Gap(says, reverse("settings_mail_account", args=[desk.slug, account.pk]))


def _people(desk: Desk, terms: Terms) -> Iterator[Gap]:
    words = tag(reader())
    if not leads(desk):
        says = _("Nobody is a lead here: what a lead is to be told, the admins are.")
        yield Gap(says, _at("settings_people", desk))
    for role in roles_of_nobody(desk, terms):
        name = terms.document.roles[role].name.of(words)
        yield Gap(
            _("Nobody stands behind the role %(role)s.") % {"role": name},
            _at("settings_roles", desk),
        )
    for team in teams_of_nobody(desk, terms):
        name = terms.document.teams[team].name.of(words)
        yield Gap(
            _("Nobody works in the team %(team)s.") % {"team": name}, _at("settings_teams", desk)
        )


def _figures(desk: Desk, terms: Terms) -> Iterator[Gap]:
    if not terms.document.figures:
        return
    contracts = Contract.objects.filter(desk=desk).exclude(state=Contract.State.EXPIRED)
    lacking = sum(bool(missing_figures(contract, terms)) for contract in contracts)
    if lacking:
        says = ngettext(
            "%(n)s contract lacks a figure that the agreement leaves to it.",
            "%(n)s contracts lack figures that the agreement leaves to them.",
            lacking,
        ) % {"n": lacking}
        yield Gap(says, _at("settings_customers", desk) + "?lacking=1")


def _rules(desk: Desk) -> Iterator[Gap]:
    for rule in desk.rules.exclude(stopped=""):
        says = _("The rule “%(name)s” switched itself off: %(why)s")
        yield Gap(
            says % {"name": rule.name, "why": rule.stopped},
            reverse("settings_rule", args=[desk.slug, rule.pk]),
        )


def _at(name: str, desk: Desk) -> str:
    return reverse(name, args=[desk.slug])
