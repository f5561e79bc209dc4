"""Who of a desk sees a ticket that is told of: whom its team is open to, and its guests."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from prazo.desk.mentions import Person
from prazo.desk.models import Guest
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
