"""Which steps of a ticket's clocks are due."""

from dataclasses import dataclass
from datetime import datetime

from prazo.desk.clocks import Settlement
from prazo.desk.models import Clock
from prazo.desk.step_keys import step_keys
from prazo.desk.terms import terms_of
from prazo.engine.agreement import Step
from prazo.engine.instant import to_datetime, to_us


@dataclass(frozen=True, slots=True)
class Due:
    """One step of one clock. `repeats` are those due, with their instants; mostly one."""

    clock: Clock
    place: int  # in the matrix
    step: Step
    key: str
    repeats: tuple[tuple[int, datetime], ...]

    @property
    def first_at(self) -> datetime:
        return self.repeats[0][1]

    @property
    def last(self) -> tuple[int, datetime]:
        return self.repeats[-1]

    @property
    def name(self) -> str:
        """What is unique in all the world about this climb, for the keys of what goes out."""
        return f"{self.clock.pk}:{self.key}:{self.last[0]}"


def due_steps(one: Settlement, as_of: datetime) -> list[Due]:
    """Those due longest first. Repeats of one step that are due together are one (ES03)."""
    agreement = terms_of(one.ticket.version).agreement
    until = to_us(as_of)
    found: list[Due] = []
    for clock in one.rows:
        places: dict[int, list[tuple[int, datetime]]] = {}
        for place, repeat, us in clock.coming:
            if us <= until:
                places.setdefault(place, []).append((repeat, to_datetime(us)))
        for place, repeats in places.items():
            key = step_keys(agreement, clock.metric)[place]
            found.append(Due(clock, place, agreement.escalation[place], key, tuple(repeats)))
    return sorted(found, key=lambda due: due.first_at)
