"""Make a person known to a desk, or change what is known of one."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from prazo.accounts.changes import record_change
from prazo.accounts.models import Desk
from prazo.accounts.operator import Operator
from prazo.customers.actions.add_address import add_address
from prazo.customers.called import called
from prazo.customers.claims import Asked
from prazo.customers.hold import hold_person
from prazo.customers.models import Customer, Requester
from prazo.lib.refusal import Refusal


@dataclass(frozen=True, slots=True)
class Added:
    """`asked` are the claimed addresses, of which the owners are to be asked."""

    requester: Requester
    asked: tuple[Asked, ...]


@transaction.atomic
def add_requester(
    desk: Desk,
    name: str,
    language: str,
    addresses: Sequence[str],
    customers: Sequence[Customer],
    *,
    by: Operator,
) -> Added:
    """One person may ask for several customers. The first address stands as it is typed; each
    other is claimed until its owner says that it is his."""
    _must_be_of(desk, customers)
    if not addresses:
        raise Refusal("no_address", _("Write at least one address."), "addresses")
    requester = Requester.objects.create(desk=desk, name=name, language=language)
    requester.customers.set(customers)
    record_change(desk, by, "requester.added", name or addresses[0], after=_facts(requester))
    each = dict.fromkeys(map(str.lower, addresses))
    added = [add_address(requester, one, by=by, new=True) for one in each]
    return Added(requester, tuple(asked for asked in added if asked is not None))


@transaction.atomic
def change_requester(
    requester: Requester,
    name: str,
    language: str,
    customers: Sequence[Customer],
    *,
    by: Operator,
) -> Requester:
    """His addresses are added and taken away one by one."""
    locked = hold_person(requester)
    _must_be_of(locked.desk, customers)
    before = _facts(locked)
    locked.name, locked.language = name, language
    locked.save(update_fields=["name", "language"])
    locked.customers.set(customers)
    record_change(locked.desk, by, "requester.changed", called(locked), before, _facts(locked))
    return locked


def _must_be_of(desk: Desk, customers: Sequence[Customer]) -> None:
    if any(customer.desk_id != desk.pk for customer in customers):
        raise Refusal("not_of_desk", _("That customer belongs to another desk."), "customers")


def _facts(requester: Requester) -> dict[str, Any]:
    return {
        "name": requester.name,
        "language": requester.language,
        "customers": sorted(requester.customers.values_list("name", flat=True)),
    }
