"""Open an address people write to, change what it leads to, close it."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from prazo.accounts.changes import record_change
from prazo.accounts.models import Desk
from prazo.accounts.operator import Operator
from prazo.customers.models import Contract, Entrance
from prazo.lib.once import once
from prazo.lib.refusal import Refusal


@transaction.atomic
def open_entrance(
    desk: Desk,
    address: str,
    contract: Contract | None,
    facts: Mapping[str, str],
    *,
    by: Operator,
) -> Entrance:
    """`facts` are what coming in here says of a ticket: dimension → value (B14)."""
    _must_be_of(desk, contract)
    with once("entrance_once", _taken()):
        entrance = Entrance.objects.create(
            desk=desk,
            channel="email",
            address=address.lower(),
            contract=contract,
            facts=dict(facts),
        )
    record_change(desk, by, "entrance.opened", entrance.address, after=_facts(entrance))
    return entrance


@transaction.atomic
def change_entrance(
    entrance: Entrance,
    address: str,
    contract: Contract | None,
    facts: Mapping[str, str],
    *,
    by: Operator,
) -> Entrance:
    locked = _locked(entrance)
    _must_be_of(locked.desk, contract)
    before = _facts(locked)
    locked.address, locked.contract, locked.facts = address.lower(), contract, dict(facts)
    with once("entrance_once", _taken()):
        locked.save(update_fields=["address", "contract", "facts"])
    record_change(locked.desk, by, "entrance.changed", locked.address, before, _facts(locked))
    return locked


@transaction.atomic
def close_entrance(entrance: Entrance, *, by: Operator) -> None:
    """Mail to this address alone is nobody's from now on; tickets that came by it stay."""
    locked = _locked(entrance)
    record_change(locked.desk, by, "entrance.closed", locked.address, before=_facts(locked))
    locked.delete()


def _locked(entrance: Entrance) -> Entrance:
    return (
        Entrance.objects.select_for_update(of=("self",), no_key=True)
        .select_related("desk", "contract__customer")
        .get(pk=entrance.pk)
    )


def _must_be_of(desk: Desk, contract: Contract | None) -> None:
    if contract is not None and contract.desk_id != desk.pk:
        raise Refusal("not_of_desk", _("That contract belongs to another desk."), "contract")


def _taken() -> Refusal:
    """Said alike whichever desk has it: whose it is concerns its own desk alone."""
    return Refusal("taken", _("This address leads to a desk already. One leads to one."), "address")


def _facts(entrance: Entrance) -> dict[str, Any]:
    contract = entrance.contract
    return {
        "address": entrance.address,
        "contract": f"{contract.customer} · {contract}" if contract else "",
        "facts": entrance.facts,
    }
