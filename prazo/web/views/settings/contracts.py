"""What a customer is entitled to: plan, region, add-ons, state, and the figures that the
agreement leaves to the contract (A9)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from prazo.accounts.models import Desk
from prazo.accounts.operator import Operator
from prazo.agreements.durations import allowance
from prazo.agreements.models import in_force
from prazo.customers.actions.sign_contract import Entitlement, change_contract, sign_contract
from prazo.customers.actions.use_quota import MOST
from prazo.customers.models import Contract, Customer
from prazo.customers.quota import BY_CONTRACT
from prazo.desk.actions.count_contract import count_contract
from prazo.desk.models import Ticket
from prazo.desk.terms import Terms, tag, terms_of
from prazo.web.access import DeskRequest
from prazo.web.shown.words import reader
from prazo.web.views.settings.access import sets_up
from prazo.web.views.settings.figure import figures_left
from prazo.web.views.settings.form import SettingsForm, done, sent
from prazo.web.views.settings.gaps import missing_figures
from prazo.web.views.settings.page import page, sent_on

SECTION = "settings_customers"
FIGURE, QUOTA = "figure:", "quota:"
STATES = [
    (Contract.State.ACTIVE, _("active")),
    (Contract.State.UNPAID, _("unpaid")),
    (Contract.State.SUSPENDED, _("suspended")),
    (Contract.State.EXPIRED, _("expired")),
]


class FigureField(forms.CharField):
    """A duration as the agreement's file writes it; empty: not agreed."""

    def clean(self, value: Any) -> str:
        text = "".join(str(super().clean(value) or "").split())
        if not text:
            return ""
        text = "no target" if text == "notarget" else text
        try:
            allowance(text)
        except ValueError:
            raise forms.ValidationError(
                _("“%(value)s” is no duration. Write 30m, 8h, 1h30m or 2d."),
                params={"value": text[:40]},
            ) from None
        return text


class ContractForm(SettingsForm):
    name = forms.CharField(
        label=_("Name"),
        max_length=120,
        help_text=_("Such as the contract's number or year."),
        error_messages={"required": _("Write a name.")},
    )
    state = forms.ChoiceField(
        label=_("State"),
        choices=STATES,
        help_text=_("What another state than active means is in the agreement."),
    )

    def __init__(
        self, desk: Desk, terms: Terms | None, contract: Contract | None, *args: Any, **kwargs: Any
    ) -> None:
        self.terms, self.contract = terms, contract
        super().__init__(desk, *args, initial=_initial(contract), **kwargs)

    def prepare(self) -> None:
        if self.terms is None:
            return
        for name, label in (("plan", _("Plan")), ("region", _("Region"))):
            choices = self._choices(name)
            if choices:
                none = ("", _("none"))
                self.fields[name] = forms.ChoiceField(
                    label=label, required=False, choices=[none, *choices]
                )
        addons = self._choices("addon")
        if addons:
            self.fields["addons"] = forms.MultipleChoiceField(
                label=_("Add-ons"),
                required=False,
                choices=addons,
                widget=forms.CheckboxSelectMultiple,
            )
        for name, one in self.terms.document.entitlements.items():
            if one.quota == BY_CONTRACT:
                self.fields[QUOTA + name] = forms.IntegerField(
                    label=one.name.of(tag(reader())),
                    required=False,
                    min_value=0,
                    max_value=MOST,
                    help_text=_("How many the contract includes."),
                    widget=forms.NumberInput(attrs={"class": "figure"}),
                )
        for figure in figures_left(self.terms, reader()):
            self.fields[FIGURE + figure.key] = FigureField(
                label=figure.about,
                required=False,
                max_length=20,
                help_text=figure.key,
                widget=forms.TextInput(attrs={"class": "figure", "spellcheck": "false"}),
            )

    def entitlement(self) -> Entitlement:
        """What this form does not show stays as it is: other versions may ask for it."""
        given, before = self.cleaned_data, self.contract or Contract()
        figures, quotas = dict(before.figures), dict(before.quotas)
        for name, value in given.items():
            if name.startswith(QUOTA):
                quotas.pop(name.removeprefix(QUOTA), None)
                if value is not None:
                    quotas[name.removeprefix(QUOTA)] = value
            if name.startswith(FIGURE):
                key = name.removeprefix(FIGURE)
                figures.pop(key, None)
                if value:
                    figures[key] = value
        return Entitlement(
            name=given["name"],
            plan=given.get("plan", before.plan),
            region=given.get("region", before.region),
            addons=given.get("addons", before.addons),
            state=given["state"],
            figures=figures,
            quotas=quotas,
        )

    @property
    def plain(self) -> list[Any]:
        return [self[name] for name in self.fields if not name.startswith(FIGURE)]

    @property
    def figures(self) -> list[Any]:
        return [self[name] for name in self.fields if name.startswith(FIGURE)]

    def _choices(self, dimension: str) -> list[tuple[str, str]]:
        """The agreement's own; and what the contract has that it no longer knows."""
        assert self.terms is not None
        known = self.terms.choices(dimension, reader())
        names = {value for value, _name in known}
        return known + [
            (value, say("%(value)s (not in the agreement in force)") % {"value": value})
            for value in _held(self.contract, dimension)
            if value not in names
        ]


@dataclass(frozen=True, slots=True)
class _Counted:
    contract: Contract
    tickets: int


@sets_up
@require_http_methods(["GET", "POST"])
def new_contract(request: DeskRequest, desk: Desk, pk: int) -> HttpResponse:
    customer = get_object_or_404(Customer.objects.select_related("desk"), pk=pk, desk=desk)
    form = ContractForm(desk, _terms(desk), None, sent(request))
    if request.method == "POST":
        made = done(
            request, desk, form, lambda by: sign_contract(customer, form.entitlement(), by=by)
        )
        if made is not None:
            return sent_on("settings_customer", desk.slug, customer.pk, word="made")
    context = {"form": form, "customer": customer}
    return page(request, desk, SECTION, "contract", context, form.status)


@sets_up
@require_http_methods(["GET", "POST"])
def contract(request: DeskRequest, desk: Desk, pk: int) -> HttpResponse:
    known = get_object_or_404(Contract.objects.select_related("customer"), pk=pk, desk=desk)
    terms = _terms(desk)
    form = ContractForm(desk, terms, known, sent(request))
    if request.method == "POST":
        kept = done(request, desk, form, lambda by: _change(known, form.entitlement(), by))
        if kept is not None:
            return sent_on("settings_contract", desk.slug, known.pk)
    context = {
        "form": form,
        "customer": known.customer,
        "contract": known,
        "lacks": missing_figures(known, terms) if terms else [],
        "open_tickets": Ticket.objects.open().filter(contract=known, synthetic=False).count(),
    }
    return page(request, desk, SECTION, "contract", context, form.status)


def _change(known: Contract, entitled: Entitlement, by: Operator) -> _Counted:
    """Figures hold for the open tickets too: their clocks are counted anew with them."""
    before = dict(known.figures)
    changed = change_contract(known, entitled, by=by)
    same = before == changed.figures
    return _Counted(changed, 0 if same else count_contract(changed, as_of=by.at))


def _terms(desk: Desk) -> Terms | None:
    version = in_force(desk.pk, timezone.now())
    return terms_of(version) if version else None


def _held(contract: Contract | None, dimension: str) -> Sequence[str]:
    if contract is None:
        return ()
    if dimension == "addon":
        return contract.addons
    value = getattr(contract, dimension)
    return [value] if value else []


def _initial(contract: Contract | None) -> dict[str, Any]:
    if contract is None:
        return {"state": Contract.State.ACTIVE}
    return {
        "name": contract.name,
        "plan": contract.plan,
        "region": contract.region,
        "addons": contract.addons,
        "state": contract.state,
        **{FIGURE + key: value for key, value in contract.figures.items()},
        **{QUOTA + key: value for key, value in contract.quotas.items()},
    }
