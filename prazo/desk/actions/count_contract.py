"""Count the clocks of a contract's open tickets anew, after its figures were changed (A9)."""

from datetime import datetime

from django.db import transaction

from prazo.customers.models import Contract
from prazo.desk.acting import announce
from prazo.desk.clocks import save, settlements
from prazo.desk.models import Ticket
from prazo.desk.ticket_rows import update_settled
from prazo.lib import scope

BATCH = 500


def count_contract(contract: Contract, *, as_of: datetime) -> int:
    """How many tickets were counted. In the transaction that changed the figures, so that what
    is stored of a clock and what its explanation says never differ."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("figures and clocks change in one transaction")
    last, counted = 0, 0
    with scope.entered(scope.whole()):
        while tickets := _next(contract, last):
            for ticket in tickets:
                ticket.changed_at = max(as_of, ticket.changed_at)
            save(settlements(tickets))
            update_settled(tickets)
            announce(*tickets)
            last, counted = tickets[-1].pk, counted + len(tickets)
    return counted


def _next(contract: Contract, after: int) -> list[Ticket]:
    """The next batch, locked."""
    open_tickets = Ticket.objects.to_act_on().open().filter(contract=contract, pk__gt=after)
    return list(open_tickets.order_by("pk").select_for_update(of=("self",))[:BATCH])
