"""Make a person known to a desk, or change what is known of one."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from prazo.accounts.changes import record_change
from prazo.accounts.models import Desk
from prazo.accounts.operator import Operator
from prazo.customers.models import Customer, Requester, RequesterAddress
from prazo.lib.once import once
from prazo.lib.refusal import Refusal


@transaction.atomic
def add_requester(
    desk: Desk,
    name: str,
    language: str,
    addresses: Sequence[str],
    customers: Sequence[Customer],
    *,
    by: Operator,
) -> Requester:
    """One person may ask for several customers; he is known by each of his addresses."""
    _must_be_of(desk, customers)
    requester = Requester.objects.create(desk=desk, name=name, language=language)
    _set_addresses(requester, addresses)
    requester.customers.set(customers)
    record_change(desk, by, "requester.added", _about(requester), after=_facts(requester))
    return requester


@transaction.atomic
def change_requester(
    requester: Requester,
    name: str,
    language: str,
    addresses: Sequence[str],
    customers: Sequence[Customer],
    *,
    by: Operator,
) -> Requester:
    locked = (
        Requester.objects.select_for_update(of=("self",), no_key=True)
        .select_related("desk")
        .get(pk=requester.pk)
    )
    _must_be_of(locked.desk, customers)
    before = _facts(locked)
    locked.name, locked.language = name, language
    locked.save(update_fields=["name", "language"])
    _set_addresses(locked, addresses)
    locked.customers.set(customers)
    record_change(locked.desk, by, "requester.changed", _about(locked), before, _facts(locked))
    return locked


def _set_addresses(requester: Requester, addresses: Sequence[str]) -> None:
    """Those that stay keep their rows: the oldest is the one we write to."""
    wanted = list(dict.fromkeys(address.lower() for address in addresses))
    if not wanted:
        raise Refusal("no_address", _("Write at least one address."), "addresses")
    requester.addresses.exclude(address__in=wanted).delete()
    known = set(requester.addresses.values_list("address", flat=True))
    for address in wanted:
        if address not in known:
            _add_address(requester, address)


def _add_address(requester: Requester, address: str) -> None:
    taken = Refusal(
        "taken",
        _("%(address)s belongs to somebody else at this desk. Take it from them first."),
        "addresses",
        {"address": address},
    )
    with once("address_once", taken):
        RequesterAddress.objects.create(
            desk_id=requester.desk_id, requester=requester, address=address
        )


def _must_be_of(desk: Desk, customers: Sequence[Customer]) -> None:
    if any(customer.desk_id != desk.pk for customer in customers):
        raise Refusal("not_of_desk", _("That customer belongs to another desk."), "customers")


def _about(requester: Requester) -> str:
    address = requester.addresses.order_by("pk").values_list("address", flat=True).first() or ""
    return f"{requester.name} <{address}>" if requester.name else address


def _facts(requester: Requester) -> dict[str, Any]:
    return {
        "name": requester.name,
        "language": requester.language,
        "addresses": list(requester.addresses.order_by("pk").values_list("address", flat=True)),
        "customers": sorted(requester.customers.values_list("name", flat=True)),
    }
