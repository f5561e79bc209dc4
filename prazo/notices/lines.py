"""How what is told becomes lines of a list: a ticket a line, and one line for a storm.

Plain values in, plain values out. A kind that fell on more than `MANY` tickets of one person
within `STORM` is one line from then on, until it is read.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

MANY = 10
STORM = timedelta(minutes=10)


@dataclass(slots=True)
class Line:
    """An unread line: `pk` None for a new one, `ticket` None for that of a storm.

    `told` is what joins it now, by its place in what was given; `swallowed` are lines that
    become part of it.
    """

    pk: int | None
    ticket: int | None
    at: datetime
    told: list[int] = field(default_factory=list)
    swallowed: list[int] = field(default_factory=list)


def lines(unread: Iterable[Line], told: Sequence[int], at: datetime) -> list[Line]:
    """Which unread lines of one person, desk and kind change, and which are new.

    `told` are the tickets of what is told now, in order.
    """
    kept = list(unread)
    recent = [line for line in kept if at - line.at <= STORM]
    storm = next((line for line in recent if line.ticket is None), None)
    singles = [line for line in recent if line.ticket is not None]
    if storm is not None or len({*(line.ticket for line in singles), *told}) > MANY:
        storm = storm or Line(None, None, at)
        storm.told = list(range(len(told)))
        storm.swallowed = [line.pk for line in singles if line.pk is not None]
        return [storm]
    known = {line.ticket: line for line in kept if line.ticket is not None}
    changed: dict[int, Line] = {}
    for place, ticket in enumerate(told):
        line = known.setdefault(ticket, Line(None, ticket, at))
        line.told.append(place)
        changed[ticket] = line
    return list(changed.values())
