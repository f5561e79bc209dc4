"""Give out what nobody has, in order of turn, to people who are there and have room for it."""

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db import Error, connection, transaction

from prazo.accounts.models import User
from prazo.desk.actions.assign import assign
from prazo.desk.actor import SYSTEM
from prazo.desk.models import Ticket
from prazo.lib import rows
from prazo.lib.refusal import Refusal
from prazo.routing.choose import LANGUAGE, Asked, Choice, Fit, Method, Order, Person, rounds
from prazo.routing.each_desk import at_each
from prazo.routing.models import Policy
from prazo.routing.people import people_of, urgent_priority

log = logging.getLogger("prazo.routing")

PORTION = 25
"""Tickets given out in one transaction."""
LOOKED_AT = 2000
"""Of those nobody has and somebody may get, so many that are due next."""

DESKS = "select distinct desk_id from routing_policy where \"order\" <> 'off' order by desk_id"

UNASSIGNED = """
select t.id, t.team_id, t.priority, t.component, t.request_type, t.customer_id, t.language,
       array(select e.user_id from desk_event e
              where e.ticket_id = t.id and e.kind = 'assigned' and e.user_id is not null
                and e.data ->> 'to_id' is null)
  from desk_ticket t
 where t.desk_id = %(desk)s and t.assignee_id is null and t.status in ('open', 'waiting')
   and t.status = 'open' and not t.synthetic
   and (t.team_id = any(%(teams)s::bigint[]) or t.team_id is null and %(without_team)s)
 order by t.next_due_at, t.id limit %(most)s
"""
ANY_FREE = """
select exists (select from desk_ticket t
 where t.desk_id = %s and t.assignee_id is null and t.status in ('open', 'waiting')
   and t.status = 'open' and not t.synthetic)
"""

NEXT_TURN = """
update routing_shift set turn = 1 + (select max(turn) from routing_shift where desk_id = %(desk)s)
 where desk_id = %(desk)s and user_id = %(user)s
"""

Policies = Mapping[int | None, Policy]
"""A desk's by team; its own under None."""


def give_out(as_of: datetime) -> bool:
    """One portion at each desk that chose it; whether there may be more."""
    desks = [desk for (desk,) in rows.select(DESKS)]
    return at_each(desks, give_out_at, as_of) >= PORTION


def give_out_at(desk: int, as_of: datetime) -> int:
    """How many were given. 0 also where another worker is at this desk now.

    One worker at a time gives out at a desk, so that turns are kept and nobody is given more than
    he takes on; a ticket that somebody is changing at this moment waits for the next time.
    """
    with transaction.atomic():
        policies = _claimed(desk)
        if None not in policies:
            return 0
        ((any_free,),) = rows.select(ANY_FREE, desk)
        if not any_free:
            return 0
        people = people_of(policies[None], as_of)
        ready = [one for one in people.values() if one.load < one.capacity and one.on_shift(as_of)]
        if not ready:
            return 0
        teams, without_team = _served(policies, ready)
        found = rows.select(
            UNASSIGNED, desk=desk, teams=teams, without_team=without_team, most=LOOKED_AT
        )
        asked = _asked(found, policies, urgent_priority(desk, as_of))
        done = 0
        for ticket, choice in rounds(people, asked, as_of):
            done += _give(ticket, choice, desk, as_of)
            if done >= PORTION:
                break
        return done


def _claimed(desk: int) -> Policies:
    """Empty where another worker holds the desk's own."""
    own = Policy.objects.select_for_update(skip_locked=True).filter(desk=desk, team=None).first()
    if own is None:
        return {}
    of_teams = Policy.objects.filter(desk=desk, team__isnull=False)
    return {None: own, **{one.team_id: one for one in of_teams}}


def _served(policies: Policies, ready: Iterable[Person]) -> tuple[list[int], bool]:
    """Teams to which tickets are given by themselves and of which somebody is there with room,
    and whether tickets of no team are given: those of others would only stand before them."""
    own = policies[None]
    there = {team for one in ready for team in one.teams}
    teams = sorted(team for team in there if policies.get(team, own).order != Order.OFF)
    return teams, own.order != Order.OFF


def _asked(
    found: Sequence[tuple[Any, ...]], policies: Policies, urgent: str
) -> list[tuple[int, Asked, Method]]:
    own = policies[None]
    asked: list[tuple[int, Asked, Method]] = []
    for ticket, team, priority, component, kind, customer, language, not_to in found:
        tags = {
            ("priority", priority),
            ("component", component),
            ("request_type", kind),
            ("customer", str(customer or "")),
            (LANGUAGE, language.partition("-")[0].lower()),
        }
        weight = own.urgent_weight if priority and priority == urgent else 100
        what = Asked(frozenset(tag for tag in tags if tag[1]), weight, team, frozenset(not_to))
        asked.append((ticket, what, method_of(policies.get(team, own))))
    return asked


def method_of(policy: Policy) -> Method:
    return Method(Order(policy.order), Fit(policy.skills), Fit(policy.languages))


def _give(ticket: int, choice: Choice, desk: int, as_of: datetime) -> int:
    """1 when it was given. One that cannot be holds up no other: it is said, and tried again."""
    free = Ticket.objects.select_for_update(skip_locked=True, of=("self",))
    one = free.filter(pk=ticket, assignee=None, status=Ticket.Status.OPEN).first()
    if one is None:
        return 0
    try:
        with transaction.atomic():
            to = User.objects.get(pk=choice.user)
            assign(one, by=SYSTEM, at=as_of, to=to, why={"given": asdict(choice.why)})
            with connection.cursor() as cursor:
                cursor.execute(NEXT_TURN, {"desk": desk, "user": choice.user})
    except Refusal as refusal:
        log.warning("ticket %s was not given to anybody: %s", one.number, refusal.code)
        return 0
    except Error:
        raise  # the database's trouble, not a ticket's
    except Exception:
        log.exception("ticket %s could not be given to anybody", one.number)
        return 0
    return 1
