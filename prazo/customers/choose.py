"""Whose contract a message is under, by how it came in (B14)."""

from collections.abc import Iterable
from dataclasses import dataclass

from prazo.accounts.models import Desk
from prazo.customers.models import Contract, CustomerDomain, Entrance, Requester


@dataclass(frozen=True, slots=True)
class Choice:
    """`contract` is None where it is not certain; then `candidates` are to be asked about.

    `why`: entrance | requester | domain | unknown.
    """

    contract: Contract | None
    why: str
    candidates: tuple[Contract, ...] = ()


def choose(desk: Desk, entrance: Entrance | None, requester: Requester, address: str) -> Choice:
    """The address written to decides, then whom the sender is known to belong to, then the
    sender's domain. Two answers at one of these are no answer: the ticket says so and asks."""
    if entrance is not None and entrance.contract is not None:
        return Choice(entrance.contract, "entrance")
    known = _contracts(desk, requester.customers.values_list("pk", flat=True))
    if known:
        return _one_of(known, "requester")
    domain = address.rpartition("@")[2]
    by_domain = CustomerDomain.objects.filter(desk=desk, domain=domain)
    return _one_of(_contracts(desk, by_domain.values_list("customer_id", flat=True)), "domain")


def _contracts(desk: Desk, customers: Iterable[int]) -> list[Contract]:
    return list(
        Contract.objects.filter(desk=desk, customer_id__in=list(customers))
        .select_related("customer")
        .order_by("pk")
    )


def _one_of(contracts: list[Contract], why: str) -> Choice:
    if len(contracts) == 1:
        return Choice(contracts[0], why)
    return Choice(None, why if contracts else "unknown", tuple(contracts))
