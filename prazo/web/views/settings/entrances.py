"""The addresses people write to, and what coming in by each says (B14)."""

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from prazo.accounts.models import Desk
from prazo.agreements.models import in_force
from prazo.customers.actions.open_entrance import (
    change_entrance,
    close_entrance,
    open_entrance,
)
from prazo.customers.models import Contract, Entrance
from prazo.desk.terms import Terms, terms_of
from prazo.lib.alphabet import alphabetical
from prazo.web.access import DeskRequest
from prazo.web.shown.words import reader
from prazo.web.views.settings.access import sets_up
from prazo.web.views.settings.choice import ContractChoice
from prazo.web.views.settings.form import SettingsForm, act_on, done, sent
from prazo.web.views.settings.page import page, sent_on

SECTION = "settings_entrances"
SAID = {
    "component": _("Component"),
    "tier": _("Tier"),
    "request_type": _("Kind of request"),
    "priority": _("Priority"),
}
"""Dimensions that coming in by an address may say something of."""


class EntranceForm(SettingsForm):
    address = forms.EmailField(
        label=_("Address"),
        max_length=320,
        help_text=_("What follows a plus is no matter: support+anything@ is support@."),
        error_messages={"required": _("Write the address people write to.")},
    )
    contract = ContractChoice(
        label=_("Contract"),
        required=False,
        help_text=_("Choose one only where this address belongs to a single contract."),
    )

    def prepare(self) -> None:
        assert self.desk is not None
        contracts = Contract.objects.filter(desk=self.desk).select_related("customer")
        contracts = alphabetical(contracts, "customer__name")
        self.fields["contract"].queryset = contracts  # type: ignore[attr-defined]
        self.said: list[str] = []
        terms = _terms(self.desk)
        for dimension, label in SAID.items() if terms else ():
            assert terms is not None
            choices = terms.choices(dimension, reader())
            if choices:
                self.said.append(dimension)
                self.fields[dimension] = forms.ChoiceField(
                    label=label, required=False, choices=[("", _("says nothing")), *choices]
                )

    def facts(self, before: dict[str, str]) -> dict[str, str]:
        """What was said of dimensions that this form does not show stays said."""
        rest = {name: value for name, value in before.items() if name not in self.said}
        given = {name: self.cleaned_data[name] for name in self.said}
        return rest | {name: value for name, value in given.items() if value}


@sets_up
@require_http_methods(["GET", "POST"])
def entrances(request: DeskRequest, desk: Desk) -> HttpResponse:
    form = EntranceForm(desk, sent(request))
    if request.method == "POST":
        opened = done(
            request,
            desk,
            form,
            lambda by: open_entrance(
                desk,
                form.cleaned_data["address"],
                form.cleaned_data["contract"],
                form.facts({}),
                by=by,
            ),
        )
        if opened is not None:
            return sent_on(SECTION, desk.slug, word="made")
    found = desk.entrances.select_related("contract__customer").order_by("channel", "address")
    context = {
        "form": form,
        "entrances": found,
        "accounts": desk.mail_accounts.order_by("address").values_list("address", flat=True),
    }
    return page(request, desk, SECTION, "entrances", context, form.status)


@sets_up
@require_http_methods(["GET", "POST"])
def entrance(request: DeskRequest, desk: Desk, pk: int) -> HttpResponse:
    known = get_object_or_404(Entrance, pk=pk, desk=desk, channel="email")
    initial = {"address": known.address, "contract": known.contract_id, **known.facts}
    form = EntranceForm(desk, sent(request), initial=initial)
    if request.method == "POST":
        kept = done(
            request,
            desk,
            form,
            lambda by: change_entrance(
                known,
                form.cleaned_data["address"],
                form.cleaned_data["contract"],
                form.facts(known.facts),
                by=by,
            ),
        )
        if kept is not None:
            return sent_on(SECTION, desk.slug)
    context = {"form": form, "entrance": known}
    return page(request, desk, SECTION, "entrance", context, form.status)


@sets_up
@require_POST
def closing(request: DeskRequest, desk: Desk, pk: int) -> HttpResponse:
    known = get_object_or_404(Entrance, pk=pk, desk=desk)
    act_on(request, desk, lambda by: close_entrance(known, by=by))
    return sent_on(SECTION, desk.slug, word="removed")


def _terms(desk: Desk) -> Terms | None:
    version = in_force(desk.pk, timezone.now())
    return terms_of(version) if version else None
