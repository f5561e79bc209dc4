"""The people who ask: by which addresses each is known, and for which customers."""

from dataclasses import replace
from typing import Any

from django import forms
from django.db.models import Prefetch, Q
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from prazo.accounts.models import Desk, Role
from prazo.accounts.operator import Operator
from prazo.channels.email.address_question import mail_address_question
from prazo.channels.email.route import route_of
from prazo.customers.actions.add_requester import add_requester, change_requester
from prazo.customers.models import Customer, Requester, RequesterAddress
from prazo.lib.alphabet import alphabetical
from prazo.lib.ids import id_of
from prazo.lib.refusal import Refusal
from prazo.web.access import DeskRequest, may
from prazo.web.shown.addresses import addresses_of
from prazo.web.views.settings.access import sets_up
from prazo.web.views.settings.form import Lines, SettingsForm, done, language_choices, sent
from prazo.web.views.settings.listing import listed
from prazo.web.views.settings.page import page, sent_on

SECTION = "settings_requesters"


class RequesterForm(SettingsForm):
    """`customers` are those he asks for now, to be unticked; `another` is one more."""

    name = forms.CharField(label=_("Name"), max_length=200, required=False)
    addresses = Lines(
        forms.EmailField(max_length=320),
        most=50,
        label=_("Addresses"),
        help_text=_(
            "One a line. We write to the first. The owner of each other is asked by mail whether"
            " it is his; until he says yes, what comes from it is a stranger's."
        ),
        error_messages={"required": _("Write at least one address.")},
    )
    language = forms.ChoiceField(
        label=_("Language"),
        required=False,
        choices=lambda: [("", _("not known")), *language_choices()],
        help_text=_("Receipts and notices are written in it."),
    )
    customers = forms.ModelMultipleChoiceField(
        label=_("Asks for"),
        queryset=Customer.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    another = forms.ModelChoiceField(
        label=_("And for"),
        queryset=Customer.objects.none(),
        required=False,
        empty_label="—",
        help_text=_("Who asks for several customers is asked which one he means."),
    )

    def __init__(self, desk: Desk, requester: Requester | None, *args: Any, **kwargs: Any) -> None:
        self.requester = requester
        super().__init__(desk, *args, **kwargs)

    def prepare(self) -> None:
        if self.requester is not None:
            del self.fields["addresses"]  # these are added and taken away one by one
        every = alphabetical(Customer.objects.filter(desk=self.desk))
        self.fields["another"].queryset = every  # type: ignore[attr-defined]
        own = alphabetical(self.requester.customers.all()) if self.requester else None
        if own:
            self.fields["customers"].queryset = own  # type: ignore[attr-defined]
        else:
            self.fields["another"].label = self.fields.pop("customers").label

    def refuse(self, refusal: Refusal) -> None:
        """What is said of one address stands beside all of them."""
        is_of_one = refusal.field == "address"
        super().refuse(replace(refusal, field="addresses") if is_of_one else refusal)

    def facts(self) -> dict[str, Any]:
        given = dict(self.cleaned_data)
        customers = list(given.pop("customers", ()))
        another = given.pop("another")
        if another is not None and another not in customers:
            customers.append(another)
        return given | {"customers": customers}


class AddressForm(SettingsForm):
    address = forms.EmailField(
        label=_("One more address"),
        max_length=320,
        error_messages={"required": _("Write the address.")},
    )


@sets_up
@require_safe
def requesters(request: DeskRequest, desk: Desk) -> HttpResponse:
    addresses = Prefetch("addresses", RequesterAddress.objects.order_by("pk"))
    people = Requester.objects.filter(desk=desk, joined_to=None)
    found = alphabetical(people.prefetch_related(addresses, "customers"))
    query = request.GET.get("q", "")[:200].strip()
    if query:
        by_address = Q(addresses__address__icontains=query) | Q(claims__address__icontains=query)
        found = found.filter(Q(name__icontains=query) | by_address).distinct()
    context = {"listing": listed(request, found), "query": query}
    return page(request, desk, SECTION, "requesters", context)


@sets_up
@require_http_methods(["GET", "POST"])
def new_requester(request: DeskRequest, desk: Desk) -> HttpResponse:
    asked = Customer.objects.filter(desk=desk, pk=id_of(request.GET.get("customer", "")))
    form = RequesterForm(desk, None, sent(request), initial={"another": asked.first()})
    if request.method == "POST":
        made = done(request, desk, form, lambda by: _add(desk, form.facts(), by))
        if made is not None:
            return sent_on("settings_requester", desk.slug, made.pk, word="made")
    return page(request, desk, SECTION, "requester", {"form": form}, form.status)


@sets_up
@require_http_methods(["GET", "POST"])
def requester(request: DeskRequest, desk: Desk, pk: int) -> HttpResponse:
    known = get_object_or_404(Requester, pk=pk, desk=desk, joined_to=None)
    form = _form(desk, known, sent(request))
    if request.method == "POST":
        kept = done(request, desk, form, lambda by: change_requester(known, **form.facts(), by=by))
        if kept is not None:
            return sent_on("settings_requester", desk.slug, known.pk)
    return requester_page(request, desk, known, form=form)


def requester_page(
    request: DeskRequest,
    desk: Desk,
    known: Requester,
    *,
    form: RequesterForm | None = None,
    adding: AddressForm | None = None,
) -> HttpResponse:
    """With whichever of its two forms was sent, and was refused."""
    form, adding = form or _form(desk, known), adding or AddressForm(desk)
    context = {
        "form": form,
        "adding": adding,
        "requester": known,
        "addresses": addresses_of(known, timezone.now()),
        "can_send": route_of(desk).server is not None,
        "joins": may(request, desk.pk, Role.LEAD),
    }
    return page(request, desk, SECTION, "requester", context, max(form.status, adding.status))


def _form(desk: Desk, known: Requester, given: QueryDict | None = None) -> RequesterForm:
    initial = {
        "name": known.name,
        "language": known.language,
        "customers": list(known.customers.all()),
    }
    return RequesterForm(desk, known, given, initial=initial)


def _add(desk: Desk, given: dict[str, Any], by: Operator) -> Requester:
    added = add_requester(desk, **given, by=by)
    for asked in added.asked:
        mail_address_question(asked, at=by.at)
    return added.requester
