"""Say which contract the ticket is under, where how it came in left that open (B14)."""

from collections.abc import Mapping
from datetime import datetime

from django import forms
from django.utils.translation import gettext_lazy as _

from prazo.customers.models import Contract
from prazo.desk.actions.move import settle_contract
from prazo.desk.actor import Actor
from prazo.desk.models import Ticket
from prazo.lib.alphabet import alphabetical
from prazo.web.views.acts.act import Act, view_of
from prazo.web.views.acts.drawn import DrawnForm


class ContractForm(DrawnForm):
    contract = forms.ModelChoiceField(
        label=_("Contract"),
        queryset=Contract.objects.none(),
        empty_label=None,
        widget=forms.Select(attrs={"autofocus": True}),
        error_messages={
            "required": _("Choose a contract."),
            "invalid_choice": _("That contract belongs to another desk."),
        },
    )

    def held(self, ticket: Ticket) -> Mapping[str, object]:
        return {"contract": ticket.contract_id}

    def prepare(self) -> None:
        super().prepare()
        own = Contract.objects.filter(desk=self.ticket.desk_id).select_related("customer")
        choice = self.fields["contract"]
        choice.queryset = alphabetical(own, "customer__name")  # type: ignore[attr-defined]
        choice.label_from_instance = _named  # type: ignore[attr-defined]
        self.initial.setdefault("contract", self.ticket.contract_id)


def _named(contract: Contract) -> str:
    return f"{contract.customer.name} · {contract.name} ({contract.get_state_display()})"


def perform(ticket: Ticket, form: ContractForm, by: Actor, at: datetime) -> None:
    settle_contract(ticket, by=by, at=at, contract=form.cleaned_data["contract"], seen=form.known)


ACT = Act(
    name="contract",
    title=_("Contract"),
    button=_("Put it under this contract"),
    form=ContractForm,
    perform=perform,
)
contract = view_of(ACT)
