"""What many tickets share, read once and not beside each of them."""

from collections.abc import Sequence

from prazo.accounts.models import Desk, User
from prazo.agreements.models import Version
from prazo.customers.models import Contract, Customer, Requester
from prazo.desk.models import Ticket


def read_shared(tickets: Sequence[Ticket]) -> None:
    """All that a notice names: desk, version, customer and assignee."""
    desks = Desk.objects.in_bulk({ticket.desk_id for ticket in tickets})
    versions = Version.objects.defer("text", "holidays")
    known = versions.in_bulk({ticket.version_id for ticket in tickets})
    customers = Customer.objects.in_bulk(
        {ticket.customer_id for ticket in tickets if ticket.customer_id is not None}
    )
    users = User.objects.in_bulk(
        {ticket.assignee_id for ticket in tickets if ticket.assignee_id is not None}
    )
    for ticket in tickets:
        ticket.desk, ticket.version = desks[ticket.desk_id], known[ticket.version_id]
        if ticket.customer_id is not None:
            ticket.customer = customers[ticket.customer_id]
        if ticket.assignee_id is not None:
            ticket.assignee = users[ticket.assignee_id]


def read_parties(tickets: Sequence[Ticket]) -> None:
    """What acting and folding need besides: contract and requester."""
    contracts = Contract.objects.in_bulk(
        {ticket.contract_id for ticket in tickets if ticket.contract_id is not None}
    )
    requesters = Requester.objects.in_bulk(
        {ticket.requester_id for ticket in tickets if ticket.requester_id is not None}
    )
    for ticket in tickets:
        if ticket.contract_id is not None:
            ticket.contract = contracts[ticket.contract_id]
        if ticket.requester_id is not None:
            ticket.requester = requesters[ticket.requester_id]
