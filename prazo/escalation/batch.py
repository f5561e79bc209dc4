"""What one climb writes, gathered and written in a few statements."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

from prazo.desk.acting import announce, wake
from prazo.desk.clocks import Settlement, save
from prazo.desk.events import record_all
from prazo.desk.models import Event, Outgoing, Ticket
from prazo.desk.ticket_rows import update_settled
from prazo.escalation.models import Escalation
from prazo.lib.crash import crash


@dataclass(slots=True)
class Batch:
    escalations: list[Escalation] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    notices: list[tuple[datetime, Outgoing]] = field(default_factory=list)  # with their due time
    acted: dict[int, Ticket] = field(default_factory=dict)  # more was done than telling

    def write_facts(self) -> None:
        """The facts gathered so far, so that what follows from them has later ids."""
        record_all(self.events)
        self.events.clear()

    def write(self, made: Collection[Settlement]) -> None:
        crash("escalation.before_rows")
        Escalation.objects.bulk_create(self.escalations)
        crash("escalation.after_rows")
        self.write_facts()
        self.notices.sort(key=lambda notice: notice[0])  # they leave in this order
        Outgoing.objects.bulk_create([outgoing for _, outgoing in self.notices])
        crash("escalation.after_notices")
        save(made)
        for ticket in self.acted.values():
            ticket.save()
        tickets = [one.ticket for one in made]
        update_settled(tickets)
        crash("escalation.after_clocks")
        announce(*tickets)
        if self.notices:
            wake("outgoing")
