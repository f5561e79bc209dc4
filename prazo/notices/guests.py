"""Who of a desk sees a ticket that is told of: whom its team is open to, and its guests."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from prazo.desk.models import Guest
from prazo.engine.events import Author
from prazo.notices.mentions import Person
from prazo.notices.whom import Happened

People = Mapping[int, Sequence[Person]]
"""By desk."""


class Guests:
    """Those of some tickets, read once."""

    def __init__(self, tickets: Collection[int]) -> None:
        self._of: dict[int, set[int]] = defaultdict(set)
        known = Guest.objects.filter(ticket__in=tickets).values_list("ticket", "user")
        for ticket, user in known:
            self._of[ticket].add(user)

    def seers(self, one: Happened, people: People) -> set[int]:
        let_in = {one.assignee, *self._of.get(one.ticket, ())}
        return {
            person.pk
            for person in people[one.desk]
            if one.team not in person.closed or person.pk in let_in
        }


def let_in_mentioned(found: Iterable[Happened], people: People) -> None:
    """Whom a colleague names in a note on a ticket of a private team sees that ticket from then
    on. What came by mail in a colleague's name, and what a rule writes, lets nobody in."""
    closed = {(desk, one.pk): one.closed for desk, some in people.items() for one in some}
    Guest.objects.bulk_create(
        [
            Guest(desk_id=one.desk, ticket_id=one.ticket, user_id=user, by_id=one.actor, at=one.at)
            for one in found
            if one.by == Author.AGENT and one.actor is not None
            for user in one.mentioned
            if one.team in closed[one.desk, user]
        ],
        ignore_conflicts=True,
    )
