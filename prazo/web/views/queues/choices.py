"""What each field of a condition may be, for the desks somebody works at, in his language."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _

from prazo.accounts.models import Desk, Team, User
from prazo.agreements.models import Version
from prazo.customers.models import Contract, Customer
from prazo.desk.conditions.fields import ME, NONE, Field, Kind
from prazo.desk.models import Tag, Ticket
from prazo.desk.terms import Terms, terms_of
from prazo.lib.alphabet import alphabetical
from prazo.web.shown import words
from prazo.web.shown.marks import NAMES

Choice = tuple[str, str]
MOST = 500
"""Of customers, contracts and tags in one list."""

DIMENSIONS = ("priority", "level", "request_type", "component", "tier", "cause", "plan", "region")
PARTIES = ("customer", "third_party", "carrier")


@dataclass(frozen=True, slots=True)
class Choices:
    """Asked for a field at a time, since a form shows few of them."""

    desks: Sequence[int]

    def of(self, field: Field) -> list[Choice]:
        match field.name:
            case "status":
                return [(state.value, str(state.label)) for state in Ticket.Status]
            case "waiting_on":
                return [(party, words.party(party)) for party in PARTIES]
            case "channel":
                return self._channels()
            case "language":
                return [(code, _(str(name))) for code, name in settings.LANGUAGES]
            case "addon":
                return self._declared("addon")
            case "tag":
                found = Tag.objects.filter(desk__in=self.desks).order_by("name")
                names = found.values_list("name", flat=True).distinct()[:MOST]
                return [(NONE, _("none")), *((name, name) for name in names)]
            case "mark":
                return [(mark, str(said)) for mark, said in NAMES.items()]
            case name if name in DIMENSIONS:
                return [(NONE, _("not set")), *self._declared(name)]
            case _:
                return self._rows(field)

    def _rows(self, field: Field) -> list[Choice]:
        nobody = (NONE, _("nobody") if field.kind is Kind.PERSON else _("none"))
        match field.name:
            case "desk":
                return _named(Desk.objects.filter(pk__in=self.desks).order_by("name"))
            case "team":
                teams = Team.objects.filter(desk__in=self.desks).order_by("name")
                return [nobody, *_named(teams)]
            case "assignee" | "reminder_for":
                people = User.objects.filter(memberships__desk__in=self.desks, is_active=True)
                return [(ME, _("me")), nobody, *_named(alphabetical(people.distinct()))]
            case "customer":
                customers = Customer.objects.filter(desk__in=self.desks)
                return [nobody, *_named(alphabetical(customers)[:MOST])]
            case "contract":
                contracts = Contract.objects.filter(desk__in=self.desks)
                found = alphabetical(contracts.select_related("customer"), "customer__name")
                return [
                    nobody,
                    *((str(c.pk), f"{c.customer.name} · {c.name}") for c in found[:MOST]),
                ]
            case _:
                return []

    def _declared(self, dimension: str) -> list[Choice]:
        found: dict[str, str] = {}
        for terms in self._terms():
            found |= dict(terms.choices(dimension, words.reader()))
        return list(found.items())

    def _channels(self) -> list[Choice]:
        found: dict[str, str] = {}
        for terms in self._terms():
            for channel in ("email", "phone", "web", *terms.document.channels):
                found.setdefault(channel, words.channel_name(terms, channel))
        return list(found.items())

    def _terms(self) -> list[Terms]:
        """Of the versions that the desks have adopted."""
        adopted = Version.objects.filter(adoption__desk__in=self.desks).distinct()
        return [terms_of(version) for version in adopted.only("pk", "sha256").order_by("pk")]


def _named(rows: object) -> list[Choice]:
    return [(str(row.pk), str(row)) for row in rows]  # type: ignore[attr-defined]
