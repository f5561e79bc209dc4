"""When clocks start, are met and end: a metric's cycles on one ticket."""

from dataclasses import dataclass
from datetime import datetime

from prazo.engine.meaning import OVER, REOPENED, Ear
from prazo.engine.prepared import Prepared
from prazo.engine.timeline import Timeline

DEAF = Ear(0, 0, frozenset(), 0, 0, False, False, False)


@dataclass(slots=True)
class Cycle:
    """One clock's life: `met` by its event, or `ended` with its ticket unmet.

    `last` is the position of the event that met or ended it: what holds there is the last to
    count, also where several things happened in one instant.
    """

    metric: str
    number: int
    start: datetime
    met: datetime | None = None
    ended: datetime | None = None
    last: int | None = None


def cycles(metric: str, line: Timeline) -> list[Cycle]:
    """The cycles of one metric, in order; only a repeating target has more than one."""
    found: list[Cycle] = []
    current: Cycle | None = None
    terms: Prepared | None = None
    ear = DEAF
    ended = asked = False  # asked: what starts a clock happened while the ticket was ended
    for at, position, means, reached, under in line.marks:
        if under is not terms:
            terms = under
            ear = terms.ears.get(metric, DEAF)
            if ear is DEAF and current is not None:
                # The agreement it was moved to has no such target.
                if current.last is None:
                    current.ended, current.last = at, position
                current = None
        if means & OVER:
            ended = True
        elif means & REOPENED:
            ended = False
        if not means & ear.hears:
            continue
        if current is not None and not (ear.for_good and current.ended is not None):
            if current.met is None and means & ear.meets:
                current.met, current.ended, current.last = at, None, position
            elif means & REOPENED:
                if ear.reopens or current.met is None:
                    current.met = current.ended = current.last = None
            elif current.met is None and current.ended is None and means & ear.ends:
                current.ended, current.last = at, position
        over = current is None or (ear.repeats and current.last is not None)
        if over and (asked or means & ear.starts or reached in ear.reached):
            asked = ended  # a word of thanks starts nothing; it does if the case is taken up
            if not ended:
                current = Cycle(metric, len(found) + 1, at)
                found.append(current)
    return found
