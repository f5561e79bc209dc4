"""Many tickets to which the same happens at once, written as the actions write it."""

from datetime import datetime

from prazo.desk.actions.receive import receive_all
from prazo.desk.events import fact, record_all
from prazo.desk.inbound import Inbound
from prazo.desk.models import Ticket
from prazo.engine.events import Kind
from tests.world import World


def storm(world: World, tickets: int, at: datetime) -> list[Ticket]:
    """So many new tickets, all given to Ann by Lea."""
    came = [
        Inbound(
            channel="email",
            reference=f"<storm-{at.timestamp()}-{n}@acme.example>",
            sender="rita@acme.example",
            sender_name="Rita",
            written_to=("acme-desk@desk.example",),
            subject=f"Line {n} is dead",
            text="Since this morning.",
            received_at=at,
            language="en",
        )
        for n in range(tickets)
    ]
    receive_all([(world.desk, one) for one in came])
    found = list(Ticket.objects.order_by("-pk")[:tickets])
    to = {"to": str(world.ann), "to_id": world.ann.pk}
    record_all([fact(one, Kind.ASSIGNED, at=at, by=world.by_lea, **to) for one in found])
    Ticket.objects.filter(pk__in=[one.pk for one in found]).update(assignee=world.ann)
    return found
