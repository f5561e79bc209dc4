"""A case that one of us opened, until the customer speaks: nothing is owed for a question that
nobody asked, and what we say is no answer. With the customer's first word what starts with a case
starts, and so does what starts with the level it has reached by then.
"""

from collections.abc import Iterable

from prazo.engine.events import Author, Event, Kind
from prazo.engine.meaning import HAPPENED, REPLIED, SPOKE, TAKEN

OPENED, NOTHING_YET = HAPPENED[Kind.OPENED], HAPPENED[Kind.CLASSIFIED] | REPLIED


class Unasked:
    """Hears a case's events in order. Once it `is_over`, `held` is TAKEN where a person had the
    case already: what is met by an assignment is met as it starts."""

    is_over = False
    held = 0

    def hear(self, event: Event, means: int) -> int:
        """What the event means while nobody asked."""
        if means & SPOKE:
            self.is_over = True
            return means | OPENED
        if event.kind is Kind.ASSIGNED:
            self.held = means & TAKEN
        return means & ~NOTHING_YET


def begins_unasked(events: Iterable[Event]) -> bool:
    """Whether one of us opened the case; a merge may have brought an earlier opening along."""
    opened = next((one for one in events if one.kind is Kind.OPENED), None)
    return opened is not None and opened.by is Author.AGENT
