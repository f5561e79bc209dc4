"""What one climb writes, gathered and written in a few statements."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from prazo.desk.acting import announce
from prazo.desk.clocks import Settlement, save
from prazo.desk.events import Fact, record_all
from prazo.desk.models import Outgoing
from prazo.desk.ticket_rows import update_acted, update_settled
from prazo.escalation.models import Escalation
from prazo.lib import rows
from prazo.lib.crash import crash

Values = dict[str, Any]


@dataclass(slots=True)
class Batch:
    facts: list[Fact] = field(default_factory=list)
    escalations: list[Values] = field(default_factory=list)
    notices: list[tuple[datetime, Values]] = field(default_factory=list)  # with their due time
    acted: set[int] = field(default_factory=set)  # tickets to which more was done than telling

    def write_facts(self) -> None:
        """The facts gathered so far, for those who settle again by them."""
        record_all(self.facts)
        self.facts.clear()

    def write(self, made: Collection[Settlement]) -> None:
        crash("escalation.before_rows")
        rows.insert(Escalation, self.escalations)
        crash("escalation.after_rows")
        self.write_facts()
        self.notices.sort(key=lambda notice: notice[0])  # they leave in this order
        rows.insert(Outgoing, [outgoing for _, outgoing in self.notices])
        crash("escalation.after_notices")
        save(made)
        tickets = [one.ticket for one in made]
        update_acted([ticket for ticket in tickets if ticket.pk in self.acted])
        update_settled([ticket for ticket in tickets if ticket.pk not in self.acted])
        crash("escalation.after_clocks")
        announce(*tickets)
