"""The small world with shifts: Ann and Bob in the office hours of Berlin, Lea at night."""

from datetime import datetime

from prazo.accounts.models import Absence, Desk, Member, User
from prazo.accounts.operator import Operator
from prazo.desk.models import Event, Ticket
from prazo.routing.actions.set_absence import set_absence
from prazo.routing.actions.set_policy import OF_DESK, set_policy
from prazo.routing.actions.set_shift import set_shift
from prazo.routing.models import Policy
from tests.world import MONDAY, World, at

OFFICE = {str(day): [[9 * 3600, 17 * 3600]] for day in range(5)}  # 8:00 to 16:00 in UTC
NIGHT = {str(day): [[22 * 3600, 6 * 3600]] for day in range(7)}


def operator(user: User, when: datetime = MONDAY) -> Operator:
    return Operator(user, when)


def member(desk: Desk, user: User) -> Member:
    return Member.objects.get(desk=desk, user=user)


def shift(world: World, user: User, hours: dict[str, list[list[int]]] = OFFICE, **more: object):  # type: ignore[no-untyped-def]
    values = {"time_zone": "Europe/Berlin", "hours": hours, **more}
    return set_shift(member(world.desk, user), by=operator(world.lea), **values)  # type: ignore[arg-type]


def policy(world: World, **facts: object) -> Policy:
    known = {name: Policy._meta.get_field(name).get_default() for name in OF_DESK}
    return set_policy(world.desk, {**known, "order": "turn", **facts}, by=operator(world.lea))


def staffed(world: World, **facts: object) -> Policy:
    """Both agents work in one team by day, the lead by night; work is given out in turn."""
    for user in (world.ann, world.bob):
        shift(world, user)
        member(world.desk, user).teams.set([world.front, world.back])
    shift(world, world.lea, NIGHT)
    return policy(world, **facts)


def away(world: World, user: User, since: str, until: str, **more: object) -> Absence:
    return set_absence(
        member(world.desk, user),
        starts_at=at(since),
        ends_at=at(until),
        by=operator(world.lea, at("0:00")),
        **more,  # type: ignore[arg-type]
    )


def holder(ticket: Ticket) -> User | None:
    return Ticket.objects.select_related("assignee").get(pk=ticket.pk).assignee


def last(ticket: Ticket) -> Event:
    return Event.objects.filter(ticket=ticket, kind="assigned").latest("id")
