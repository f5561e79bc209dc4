"""Add a customer to a desk, or change what is known of one."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from prazo.accounts.changes import record_change
from prazo.accounts.models import Desk
from prazo.accounts.operator import Operator
from prazo.customers.models import Customer, CustomerDomain
from prazo.lib.once import once
from prazo.lib.refusal import Refusal


@transaction.atomic
def add_customer(
    desk: Desk, name: str, time_zone: str, domains: Sequence[str], *, by: Operator
) -> Customer:
    """Mail from one of `domains` is taken to be of this customer."""
    with once("customer_once", _taken()):
        customer = Customer.objects.create(desk=desk, name=name, time_zone=time_zone)
    _set_domains(customer, domains)
    record_change(desk, by, "customer.added", name, after=_facts(customer))
    return customer


@transaction.atomic
def change_customer(
    customer: Customer, name: str, time_zone: str, domains: Sequence[str], *, by: Operator
) -> Customer:
    locked = (
        Customer.objects.select_for_update(of=("self",), no_key=True)
        .select_related("desk")
        .get(pk=customer.pk)
    )
    before = _facts(locked)
    locked.name, locked.time_zone = name, time_zone
    with once("customer_once", _taken()):
        locked.save(update_fields=["name", "time_zone"])
    _set_domains(locked, domains)
    record_change(locked.desk, by, "customer.changed", name, before, _facts(locked))
    return locked


def _set_domains(customer: Customer, domains: Sequence[str]) -> None:
    wanted = {domain.lower() for domain in domains}
    customer.domains.exclude(domain__in=wanted).delete()
    known = set(customer.domains.values_list("domain", flat=True))
    CustomerDomain.objects.bulk_create(
        CustomerDomain(desk_id=customer.desk_id, customer=customer, domain=domain)
        for domain in sorted(wanted - known)
    )


def _taken() -> Refusal:
    return Refusal("taken", _("This desk has a customer of that name already."), "name")


def _facts(customer: Customer) -> dict[str, Any]:
    return {
        "name": customer.name,
        "time_zone": customer.time_zone,
        "domains": sorted(customer.domains.values_list("domain", flat=True)),
    }
