"""The customers of a desk: by what mail is known to be theirs, and their contracts."""

from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.db.models import Count, Prefetch, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from prazo.accounts.models import Desk
from prazo.agreements.models import in_force
from prazo.customers.actions.add_customer import add_customer, change_customer
from prazo.customers.models import Contract, Customer, CustomerDomain
from prazo.desk.terms import Terms, terms_of
from prazo.lib.alphabet import alphabetical
from prazo.web.access import DeskRequest
from prazo.web.views.settings.access import sets_up
from prazo.web.views.settings.form import Lines, SettingsForm, ZoneField, done, sent, zone_choices
from prazo.web.views.settings.gaps import missing_figures
from prazo.web.views.settings.listing import listed
from prazo.web.views.settings.page import page, sent_on

SECTION = "settings_customers"
DOMAIN = RegexValidator(
    r"^(?!-)[\w-]{1,63}(?<!-)(\.(?!-)[\w-]{1,63}(?<!-))+$",
    _("Write it as acme.example, without what stands before the @."),
)


class CustomerForm(SettingsForm):
    name = forms.CharField(
        label=_("Name"), max_length=200, error_messages={"required": _("Write a name.")}
    )
    time_zone = ZoneField(
        label=_("Time zone"),
        required=False,
        choices=lambda: [("", _("that of the desk")), *zone_choices()],
        help_text=_("Instants in mails to this customer are written in it."),
    )
    domains = Lines(
        forms.CharField(max_length=253, validators=[DOMAIN]),
        label=_("Mail domains"),
        required=False,
        help_text=_(
            "One a line. Who writes from one of them is taken to be of this customer, so name"
            " none that anybody can have an address at."
        ),
    )


@sets_up
@require_safe
def customers(request: DeskRequest, desk: Desk) -> HttpResponse:
    terms = _terms(desk)
    found = alphabetical(Customer.objects.filter(desk=desk))
    query = request.GET.get("q", "")[:200].strip()
    if query:
        found = found.filter(Q(name__icontains=query) | Q(domains__domain__icontains=query))
    lacking = bool(request.GET.get("lacking"))
    if lacking:
        found = found.filter(contracts__in=_lacking(desk, terms))
    found = (
        found.distinct()
        .prefetch_related(
            "domains",
            Prefetch("contracts", Contract.objects.order_by("name")),
        )
        .annotate(people=Count("requesters", distinct=True))
    )
    listing = listed(request, found)
    context = {
        "listing": listing,
        "query": query,
        "lacking": lacking,
        "shown": [_row(customer, terms) for customer in listing.rows],
    }
    return page(request, desk, SECTION, "customers", context)


@sets_up
@require_http_methods(["GET", "POST"])
def new_customer(request: DeskRequest, desk: Desk) -> HttpResponse:
    form = CustomerForm(desk, sent(request))
    if request.method == "POST":
        made = done(request, desk, form, lambda by: add_customer(desk, **form.cleaned_data, by=by))
        if made is not None:
            return sent_on("settings_customer", desk.slug, made.pk, word="made")
    return page(request, desk, SECTION, "customer", {"form": form}, form.status)


@sets_up
@require_http_methods(["GET", "POST"])
def customer(request: DeskRequest, desk: Desk, pk: int) -> HttpResponse:
    known = get_object_or_404(Customer, pk=pk, desk=desk)
    domains = sorted(known.domains.values_list("domain", flat=True))
    initial = {"name": known.name, "time_zone": known.time_zone, "domains": domains}
    form = CustomerForm(desk, sent(request), initial=initial)
    if request.method == "POST":
        kept = done(
            request, desk, form, lambda by: change_customer(known, **form.cleaned_data, by=by)
        )
        if kept is not None:
            return sent_on("settings_customer", desk.slug, known.pk)
    people = known.requesters.prefetch_related("addresses").order_by("name", "pk")
    context = {
        "form": form,
        "customer": known,
        "contracts": [_contract(one, _terms(desk)) for one in known.contracts.order_by("name")],
        "people": listed(request, people),
        "shared": _shared(desk, known, domains),
    }
    return page(request, desk, SECTION, "customer", context, form.status)


def _shared(desk: Desk, known: Customer, domains: list[str]) -> list[CustomerDomain]:
    """Domains that lead to more than one customer lead to a question, not to a contract."""
    others = CustomerDomain.objects.filter(desk=desk, domain__in=domains).exclude(customer=known)
    return list(others.select_related("customer").order_by("domain", "customer__name"))


def _row(customer: Customer, terms: Terms | None) -> dict[str, Any]:
    return {
        "customer": customer,
        "domains": ", ".join(sorted(one.domain for one in customer.domains.all())),
        "contracts": [_contract(one, terms) for one in customer.contracts.all()],
    }


def _contract(contract: Contract, terms: Terms | None) -> dict[str, Any]:
    return {
        "contract": contract,
        "lacks": missing_figures(contract, terms) if terms else [],
        "active": contract.state == Contract.State.ACTIVE,
    }


def _lacking(desk: Desk, terms: Terms | None) -> list[int]:
    if terms is None:
        return []
    contracts = Contract.objects.filter(desk=desk).exclude(state=Contract.State.EXPIRED)
    return [one.pk for one in contracts if missing_figures(one, terms)]


def _terms(desk: Desk) -> Terms | None:
    version = in_force(desk.pk, timezone.now())
    return terms_of(version) if version else None
