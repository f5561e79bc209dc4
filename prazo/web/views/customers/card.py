"""A customer's card: contract, agreement, plan, what is left, open cases, last month's targets."""

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import BadRequest, PermissionDenied
from django.db.models import Count, Q, QuerySet, Sum
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from prazo.accounts.models import Role
from prazo.agreements.models import in_force
from prazo.customers.actions.use_quota import MOST, take_back, use_quota
from prazo.customers.models import Contract, Customer, QuotaUse
from prazo.customers.quota import quota_of
from prazo.desk.models import Ticket
from prazo.desk.terms import Terms, terms_of
from prazo.lib.alphabet import alphabetical
from prazo.lib.refusal import Refusal
from prazo.web.access import DeskRequest, may, signed_in
from prazo.web.shown import row, row_facts, words
from prazo.web.shown.due import instant
from prazo.web.strangers import only_own_fields, refuse_strangers
from prazo.web.views.customers.kept import OUTCOMES, clocks_of, kept_of, month_before
from prazo.web.views.settings.listing import listed

OPEN_SHOWN = 25
USES_SHOWN = 20
MONTHS = 12
FIRST_YEAR = 2000


class UseForm(forms.Form):
    contract = forms.ModelChoiceField(
        label=_("Contract"), queryset=Contract.objects.none(), empty_label=None
    )
    entitlement = forms.ChoiceField(label=_("What was used"))
    amount = forms.IntegerField(label=_("How many"), min_value=1, max_value=MOST, initial=1)
    used_on = forms.DateField(label=_("On"), widget=forms.DateInput(attrs={"type": "date"}))
    note = forms.CharField(label=_("Note"), max_length=300, required=False)

    def __init__(self, customer: Customer, terms: Terms, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.auto_id = "use_%s"
        own = customer.contracts.order_by("name")
        self.fields["contract"].queryset = own  # type: ignore[attr-defined]
        named = terms.document.entitlements.items()
        self.fields["entitlement"].choices = [  # type: ignore[attr-defined]
            (name, one.name.of(words.tag())) for name, one in named if one.quota
        ]
        only_own_fields(self)


@signed_in
@require_safe
def customers(request: DeskRequest) -> HttpResponse:
    query = request.GET.get("q", "").replace("\0", "")[:200].strip()
    found = alphabetical(_own(request)).prefetch_related("domains", "contracts")
    if query:
        named = Q(name__icontains=query) | Q(domains__domain__icontains=query)
        found = found.filter(named).distinct()
    listing = listed(request, found)
    counted = dict(
        Ticket.objects.visible_to(request.user)
        .open()
        .filter(customer__in=[customer.pk for customer in listing.rows])
        .values_list("customer")
        .annotate(n=Count("pk"))
    )
    context = {
        "listing": listing,
        "query": query,
        "shown": [{"customer": one, "open": counted.get(one.pk, 0)} for one in listing.rows],
        "several": len(request.desks) > 1,
        "acts": any(may(request, desk, Role.AGENT) for desk in request.desks),
    }
    return render(request, "customers/list.html", context)


@signed_in
@require_http_methods(["GET", "POST"])
def customer(request: DeskRequest, pk: int) -> HttpResponse:
    """The card; posting writes down what was used of a quota."""
    known = _customer(request, pk)
    now = timezone.now()
    version = in_force(known.desk_id, now)
    terms = terms_of(version) if version else None
    acts = may(request, known.desk_id, Role.AGENT)
    zone = ZoneInfo(known.desk.time_zone)
    form = None
    if terms is not None and acts and any(e.quota for e in terms.document.entitlements.values()):
        sent = request.POST if request.method == "POST" else None
        today = now.astimezone(zone).date()
        form = UseForm(known, terms, sent, initial={"used_on": today.isoformat()})
    status = 200
    if request.method == "POST":
        if form is None:
            raise PermissionDenied
        if _used(request, form):
            return redirect("customer", pk)
        status = 422
    open_ones = _open_tickets(request, known)
    month = _month(request, now.astimezone(zone).date())
    context = {
        "customer": known,
        "contracts": [_contract(one, terms) for one in known.contracts.order_by("name")],
        "agreed": version,
        "agreement": terms.name(words.reader()) if terms else "",
        "uses": _uses(known, terms),
        "form": form,
        "acts": acts,
        "rows": row.drawn(row_facts.of(open_ones[:OPEN_SHOWN], request.user), now),
        "columns": [(name, row.HEADS[name]) for name in row.USUAL],
        "open": len(open_ones),
        "more": len(open_ones) > OPEN_SHOWN,
        "month": month,
        "months": _months(now.astimezone(zone).date()),
        "kept": _kept(request, known, month, zone, terms),
        "people": alphabetical(known.requesters.prefetch_related("addresses"))[:50],
        "admin": may(request, known.desk_id, Role.ADMIN) or request.user.administers,
    }
    return render(request, "customers/card.html", context, status=status)


@signed_in
@require_POST
def quota_back(request: DeskRequest, pk: int, use: int) -> HttpResponse:
    refuse_strangers(request.POST)
    known = _customer(request, pk)
    if not may(request, known.desk_id, Role.AGENT):
        raise PermissionDenied
    line = get_object_or_404(QuotaUse, pk=use, contract__customer=known)
    take_back(line, by=request.user, at=timezone.now())
    return redirect("customer", pk)


@signed_in
@require_safe
def targets(request: DeskRequest, pk: int) -> HttpResponse:
    """The clocks behind a figure, each with the ticket and the reason of its deadline."""
    known = _customer(request, pk)
    now = timezone.now()
    zone = ZoneInfo(known.desk.time_zone)
    month = _month(request, now.astimezone(zone).date())
    outcome, metric = request.GET.get("outcome", ""), request.GET.get("metric", "")
    if outcome not in OUTCOMES:
        raise BadRequest("no such outcome")
    version = in_force(known.desk_id, now)
    terms = terms_of(version) if version else None
    clocks = clocks_of(known.pk, month, zone, request.user).filter(OUTCOMES[outcome], metric=metric)
    listing = listed(request, clocks.select_related("ticket").order_by("due_at", "pk"))
    context = {
        "customer": known,
        "month": month,
        "outcome": outcome,
        "metric": _metric(terms, metric),
        "listing": listing,
        "clocks": [
            {
                "clock": clock,
                "due": instant(clock.due_at),
                "met": clock.met_at and instant(clock.met_at),
            }
            for clock in listing.rows
            if clock.due_at
        ],
    }
    return render(request, "customers/targets.html", context)


def _own(request: DeskRequest) -> "QuerySet[Customer]":
    return Customer.objects.filter(desk__in=request.desks).select_related("desk")


def _customer(request: DeskRequest, pk: int) -> Customer:
    found = _own(request).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _used(request: DeskRequest, form: UseForm) -> bool:
    if not form.is_valid():
        return False
    try:
        use_quota(**form.cleaned_data, by=request.user, at=timezone.now())
    except Refusal as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return False
    return True


def _contract(contract: Contract, terms: Terms | None) -> dict[str, Any]:
    used = dict(contract.quota_uses.order_by().values_list("entitlement").annotate(n=Sum("amount")))
    quotas = []
    language = words.reader()
    shown: dict[str, Any] = {"contract": contract, "state": contract.get_state_display()}
    if terms is None:
        return shown
    for name, one in terms.document.entitlements.items():
        if one.quota:
            quota = quota_of(name, one.quota, contract.quotas.get(name), used.get(name, 0))
            quotas.append({"name": one.name.of(words.tag()), "quota": quota})
    return shown | {
        "plan": terms.value_name("plan", contract.plan, language) if contract.plan else "",
        "region": terms.value_name("region", contract.region, language) if contract.region else "",
        "addons": [terms.value_name("addon", addon, language) for addon in contract.addons],
        "quotas": quotas,
    }


def _uses(known: Customer, terms: Terms | None) -> list[dict[str, Any]]:
    uses = QuotaUse.objects.filter(contract__customer=known)
    found = uses.select_related("contract", "by", "quotause")[:USES_SHOWN]
    names = terms.document.entitlements if terms else {}
    return [
        {
            "use": use,
            "name": names[use.entitlement].name.of(words.tag())
            if use.entitlement in names
            else use.entitlement,
            "back": use.amount < 0 or hasattr(use, "quotause"),
        }
        for use in found
    ]


def _open_tickets(request: DeskRequest, known: Customer) -> list[int]:
    found = Ticket.objects.visible_to(request.user).open().filter(customer=known)
    return list(found.order_by("-opened_at").values_list("pk", flat=True)[: OPEN_SHOWN + 1])


def _kept(
    request: DeskRequest, known: Customer, month: date, zone: ZoneInfo, terms: Terms | None
) -> list[dict[str, Any]]:
    return [
        {"name": _metric(terms, one.metric), "kept": one}
        for one in kept_of(clocks_of(known.pk, month, zone, request.user))
    ]


def _metric(terms: Terms | None, metric: str) -> str:
    known = terms is not None and metric in terms.document.targets
    return terms.metric_name(metric, words.reader()) if terms and known else metric


def _month(request: DeskRequest, today: date) -> date:
    """That which is asked for, as 2026-10, if there can be any; else the one before this."""
    given = request.GET.get("month", "")
    if not given:
        return month_before(today)
    try:
        month = date.fromisoformat(f"{given[:7]}-01")
    except ValueError:
        raise BadRequest("no month") from None
    if not FIRST_YEAR <= month.year <= today.year + 1:
        raise BadRequest("no month of ours")
    return month


def _months(today: date) -> list[date]:
    found = [today.replace(day=1)]
    while len(found) < MONTHS:
        found.append(month_before(found[-1]))
    return found
