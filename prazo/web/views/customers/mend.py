"""Make a person known, or mend what is known of one: name, language, one more address.

Agents may. Whom a person asks for decides what is promised to them, so that is for leads. All of it
stands in the history of the desk's settings.
"""

from collections.abc import Callable
from typing import Any, TypeVar, cast

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from prazo.accounts.models import Desk, Role
from prazo.accounts.operator import Operator
from prazo.channels.email.address_question import mail_address_question
from prazo.customers.actions.add_address import add_address
from prazo.customers.actions.add_requester import add_requester, change_requester
from prazo.customers.hold import hold_person
from prazo.customers.models import Customer, Requester
from prazo.lib.ids import id_of
from prazo.lib.refusal import Refusal
from prazo.web.access import DeskRequest, hold_membership, may, signed_in
from prazo.web.drawn import changed_since, drawn, refused, seen_anew, told_of
from prazo.web.operator import operator
from prazo.web.shown.addresses import addresses_of
from prazo.web.views.customers.person import person_seen_by
from prazo.web.views.settings.form import SettingsForm, sent
from prazo.web.views.settings.requesters import AddressForm, RequesterForm

T = TypeVar("T")
OF_A_CUSTOMER = ("customers", "another")
OF_CUSTOMER = "customer-"
"""And the id of one: what stood in a form tells each customer by itself."""


class PersonForm(RequesterForm):
    """`leads`: whether its reader may say for whom the person asks. What somebody else changed
    since it was drawn is not written over unseen (prazo.web.drawn), field by field."""

    field_order = ("name", "addresses", "language", "customers", "another")

    def __init__(self, desk: Desk, known: Requester | None, leads: bool, *args: Any, **kwargs: Any):
        self.leads = leads
        super().__init__(desk, known, *args, **kwargs)
        if known is not None:
            self.fields["drawn"].initial = drawn(_held(known, self.initial["customers"]))

    def prepare(self) -> None:
        super().prepare()
        if not self.leads:
            for name in OF_A_CUSTOMER:
                self.fields.pop(name, None)
        if self.requester is not None:
            now = {"name": self.requester.name, "language": self.requester.language}
            own = list(self.requester.customers.all())
            self.initial = {**now, "customers": own, **self.initial}

    def facts(self) -> dict[str, Any]:
        """Of a new person."""
        self.cleaned_data.setdefault("another", None)
        return super().facts()

    def mended(self, now: Requester) -> dict[str, Any]:
        """What is to be known of a locked person: what was not changed here is as it is now.
        Raises Refusal, once, for what somebody else changed meanwhile."""
        facts, told = {}, told_of(self.said_drawn)
        for field in ("name", "language"):
            wanted, current = self.cleaned_data[field], getattr(now, field)
            touched = field not in told or changed_since(self.said_drawn, {field: wanted})
            overtaken = changed_since(self.said_drawn, {field: current})
            if touched and overtaken and wanted != current:
                self._see_anew({field: current})
                refusal = refused(f"{self.fields[field].label}: “{current or '—'}”")
                refusal.field = field
                raise refusal
            facts[field] = wanted if touched else current
        return {**facts, "customers": self._customers(now)}

    def _see_anew(self, held: dict[str, object]) -> None:
        given = cast(QueryDict, self.data).copy()
        given["drawn"] = seen_anew(self.said_drawn, held)
        self.data = given

    def _customers(self, now: Requester) -> list[Customer]:
        """Those unticked are taken away, and no other: one added meanwhile stays."""
        current = list(now.customers.all())
        if not self.leads:
            return current
        ticked = {one.pk for one in self.cleaned_data.get("customers", ())}
        told = told_of(self.said_drawn)
        unticked = {one.pk for one in current if f"{OF_CUSTOMER}{one.pk}" in told} - ticked
        another = self.cleaned_data["another"]
        more = [another] if another is not None and another not in current else []
        return [*(one for one in current if one.pk not in unticked), *more]


def _held(known: Requester, customers: list[Customer]) -> dict[str, object]:
    own = {f"{OF_CUSTOMER}{one.pk}": True for one in customers}
    return {"name": known.name, "language": known.language, **own}


@signed_in
@require_http_methods(["GET", "POST"])
def new_person(request: DeskRequest) -> HttpResponse:
    """At the desk `?desk=` names, or the only one there is to add to."""
    desks = [desk for desk in request.desks if may(request, desk, Role.AGENT)]
    if not desks:
        raise PermissionDenied
    asked = id_of(request.GET.get("desk", ""))
    desk = Desk.objects.get(pk=asked if asked in desks else desks[0])
    leads = may(request, desk.pk, Role.LEAD)
    form = PersonForm(desk, None, leads, sent(request), initial=_begun(request, desk))
    if request.method == "POST":
        made = _done(request, desk, form, lambda by: _add(desk, form.facts(), by))
        if made is not None:
            return redirect("person", made.pk)
    others = Desk.objects.filter(pk__in=desks).exclude(pk=desk.pk).order_by("name")
    context = {"form": form, "desk": desk, "others": others}
    return render(request, "customers/mend.html", context, status=form.status)


@signed_in
@require_http_methods(["GET", "POST"])
def mend_person(request: DeskRequest, pk: int) -> HttpResponse:
    known = _to_mend(request, pk)
    if request.method != "POST" and known.joined_to_id is not None:
        return redirect("mend_person", known.joined_to_id)
    form = PersonForm(known.desk, known, may(request, known.desk_id, Role.LEAD), sent(request))
    if request.method == "POST":
        kept = _done(request, known.desk, form, lambda by: _mend(form, known, by))
        if kept is not None:
            return redirect("person", pk)
    return _page(request, known, form, AddressForm(known.desk))


@signed_in
@require_POST
def person_address(request: DeskRequest, pk: int) -> HttpResponse:
    """One more address: claimed, until its owner says that it is theirs (AC11)."""
    known = _to_mend(request, pk)
    adding = AddressForm(known.desk, request.POST)
    added = _done(request, known.desk, adding, lambda by: _claim(known, adding, by))
    if added is not None:
        return redirect("person", pk)
    form = PersonForm(known.desk, known, may(request, known.desk_id, Role.LEAD))
    return _page(request, known, form, adding)


def _page(
    request: DeskRequest, known: Requester, form: PersonForm, adding: AddressForm
) -> HttpResponse:
    addresses = addresses_of(known, timezone.now())
    context = {
        "form": form, "adding": adding, "person": known, "desk": known.desk, "addresses": addresses,
    }  # fmt: skip
    return render(request, "customers/mend.html", context, status=max(form.status, adding.status))


def _to_mend(request: DeskRequest, pk: int) -> Requester:
    known = person_seen_by(request, pk)
    if not may(request, known.desk_id, Role.AGENT):
        raise PermissionDenied
    return known


def _begun(request: DeskRequest, desk: Desk) -> dict[str, object]:
    """From the page one came from: an address, a customer."""
    customers = Customer.objects.filter(desk=desk, pk=id_of(request.GET.get("customer", "")))
    return {"addresses": request.GET.get("address", "")[:254], "another": customers.first()}


def _done(
    request: DeskRequest, desk: Desk, form: SettingsForm, act: Callable[[Operator], T]
) -> T | None:
    """In one transaction with the permission it needs. None: it was refused; the form says why."""
    if not form.is_valid():
        form.status = 422
        return None
    leads = isinstance(form, PersonForm) and form.leads
    try:
        with transaction.atomic():
            hold_membership(request.user, desk.pk, Role.LEAD if leads else Role.AGENT)
            return act(operator(request))
    except Refusal as refusal:
        form.refuse(refusal)
        return None


def _add(desk: Desk, given: dict[str, Any], by: Operator) -> Requester:
    added = add_requester(desk, **given, by=by)
    for asked in added.asked:
        mail_address_question(asked, at=by.at)
    return added.requester


def _mend(form: PersonForm, known: Requester, by: Operator) -> Requester:
    return change_requester(known, **form.mended(hold_person(known)), by=by)


def _claim(known: Requester, form: AddressForm, by: Operator) -> bool:
    asked = add_address(known, form.cleaned_data["address"], by=by)
    if asked is not None:
        mail_address_question(asked, at=by.at)
    return True
