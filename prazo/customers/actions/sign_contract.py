"""Sign a contract with a customer, or change what one entitles to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from prazo.accounts.changes import record_change
from prazo.accounts.operator import Operator
from prazo.agreements.figures import contract_figures
from prazo.customers.models import Contract, Customer
from prazo.lib.once import once
from prazo.lib.refusal import Refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class Entitlement:
    """`figures` are those the agreement leaves to the contract (A9): key → duration; `quotas` how
    much it includes (E9): entitlement → number."""

    name: str
    plan: str = ""
    region: str = ""
    addons: Sequence[str] = ()
    state: str = Contract.State.ACTIVE
    figures: Mapping[str, str] = field(default_factory=dict)
    quotas: Mapping[str, int] = field(default_factory=dict)


@transaction.atomic
def sign_contract(customer: Customer, entitled: Entitlement, *, by: Operator) -> Contract:
    contract = Contract(desk=customer.desk, customer=customer)
    _fill(contract, entitled)
    with once("contract_once", _taken()):
        contract.save(force_insert=True)
    record_change(
        customer.desk, by, "contract.signed", _named(customer, contract), after=_facts(contract)
    )
    return contract


@transaction.atomic
def change_contract(contract: Contract, entitled: Entitlement, *, by: Operator) -> Contract:
    """Tickets keep the plan, region and add-ons they were opened with. Figures hold for all:
    whoever changes them counts the open clocks anew in the same transaction."""
    locked = (
        Contract.objects.select_for_update(of=("self",), no_key=True)
        .select_related("desk", "customer")
        .get(pk=contract.pk)
    )
    before = _facts(locked)
    _fill(locked, entitled)
    with once("contract_once", _taken()):
        locked.save()
    about = _named(locked.customer, locked)
    record_change(locked.desk, by, "contract.changed", about, before, _facts(locked))
    return locked


def _fill(contract: Contract, entitled: Entitlement) -> None:
    try:
        contract_figures(entitled.figures)
    except ValueError as wrong:
        raise Refusal(
            "figure",
            _("%(value)s is no duration. Write 30m, 8h, 1h30m or 2d."),
            "figures",
            {"value": str(wrong)},
        ) from None
    contract.name = entitled.name
    contract.plan, contract.region = entitled.plan, entitled.region
    contract.addons = sorted(entitled.addons)
    contract.state = entitled.state
    contract.figures = dict(entitled.figures)
    contract.quotas = dict(entitled.quotas)


def _taken() -> Refusal:
    return Refusal("taken", _("This customer has a contract of that name already."), "name")


def _named(customer: Customer, contract: Contract) -> str:
    return f"{customer} · {contract}"


def _facts(contract: Contract) -> dict[str, Any]:
    return {
        "name": contract.name,
        "plan": contract.plan,
        "region": contract.region,
        "addons": list(contract.addons),
        "state": str(contract.state),
        "figures": dict(contract.figures),
        "quotas": dict(contract.quotas),
    }
