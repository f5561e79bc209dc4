"""Whose contract a message is under, by how it came in (B14)."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from prazo.accounts.models import Desk
from prazo.customers.models import Contract, Entrance, Requester
from prazo.lib import rows


@dataclass(frozen=True, slots=True)
class Choice:
    """`contract` is None where it is not certain; then `candidates` are to be asked about.

    `why`: entrance | requester | domain | unknown.
    """

    contract: Contract | None
    why: str
    candidates: tuple[Contract, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """How one message came in. `address` is the sender's."""

    desk_id: int
    entrance: Entrance | None
    requester_id: int
    address: str

    @property
    def domain(self) -> str:
        return self.address.rpartition("@")[2]


def choose(desk: Desk, entrance: Entrance | None, requester: Requester, address: str) -> Choice:
    """The address written to decides, then whom the sender is known to belong to, then the
    sender's domain. Two answers at one of these are no answer: the ticket says so and asks."""
    return choose_all([Question(desk.pk, entrance, requester.pk, address)])[0]


def choose_all(questions: Sequence[Question]) -> list[Choice]:
    """The same for many messages, in two statements at most."""
    open_ = [q for q in questions if q.entrance is None or q.entrance.contract is None]
    by_requester, by_domain = _customers(open_)
    customers = {one for some in [*by_requester.values(), *by_domain.values()] for one in some}
    contracts = _contracts(customers)

    def under(question: Question, known: Iterable[int]) -> list[Contract]:
        found = [one for customer in known for one in contracts[question.desk_id, customer]]
        return sorted(found, key=lambda contract: contract.pk)

    def choice(question: Question) -> Choice:
        if question.entrance is not None and question.entrance.contract is not None:
            return Choice(question.entrance.contract, "entrance")
        if known := under(question, by_requester.get(question.requester_id, ())):
            return _one_of(known, "requester")
        at_domain = by_domain.get((question.desk_id, question.domain), ())
        return _one_of(under(question, at_domain), "domain")

    return [choice(question) for question in questions]


ByRequester = dict[int, set[int]]
ByDomain = dict[tuple[int, str], set[int]]
"""By desk and domain."""


def _customers(questions: Sequence[Question]) -> tuple[ByRequester, ByDomain]:
    by_requester, by_domain = ByRequester(), ByDomain()
    if questions:
        domains = {question.domain for question in questions} - {""}
        requesters = rows.array(q.requester_id for q in questions)
        asked = rows.select(CUSTOMERS, requesters, list(domains))
        for requester, desk, domain, customer in asked:
            if requester is not None:
                by_requester.setdefault(requester, set()).add(customer)
            else:
                by_domain.setdefault((desk, domain), set()).add(customer)
    return by_requester, by_domain


CUSTOMERS = """
select requester_id, null::bigint, null, customer_id
  from customers_requester_customers where requester_id = any(%s::bigint[])
 union all
select null, desk_id, domain, customer_id
  from customers_customerdomain where domain = any(%s::text[])
"""


def _contracts(customers: set[int]) -> dict[tuple[int, int], list[Contract]]:
    """By desk and customer."""
    found: dict[tuple[int, int], list[Contract]] = defaultdict(list)
    if customers:
        read = Contract.objects.filter(customer_id__in=customers).select_related("customer")
        for contract in read:
            found[contract.desk_id, contract.customer_id].append(contract)
    return found


def _one_of(contracts: list[Contract], why: str) -> Choice:
    if len(contracts) == 1:
        return Choice(contracts[0], why)
    return Choice(None, why if contracts else "unknown", tuple(contracts))
