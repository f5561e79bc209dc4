"""Events nobody was told of yet, taken from the list the database keeps of them."""

import json
from collections.abc import Sequence
from typing import Any

from django.db import connection

from prazo.desk.mentions import Person, mentioned
from prazo.notices.choices import choices
from prazo.notices.models import OF_ALL, Preference
from prazo.notices.whom import Happened, Hearer

TAKE = """
delete from notices_happening where event_id = any(array(
  select h.event_id from notices_happening h where h.failed_at is null
   order by h.event_id limit %s for update skip locked))
returning event_id
"""
READ = """
select e.id, e.desk_id, e.ticket_id, e.at, e.kind, e.by, u.id,
       coalesce(nullif(u.name, ''), u.email, nullif(r.name, ''), ''), e.data, t.assignee_id,
       t.team_id, coalesce(n.text, '')
  from desk_event e join desk_ticket t on t.id = e.ticket_id and not t.synthetic
  left join lateral (
    select m.user_id from desk_message m
     where m.id = case when e.kind = 'message' then (e.data ->> 'message')::bigint end limit 1) m
    on true
  left join lateral (
    select n.text from desk_note n
     where n.id = case when e.kind = 'note' then (e.data ->> 'note')::bigint end limit 1) n
    on true
  left join accounts_user u on u.id = coalesce(e.user_id, m.user_id)
  left join customers_requester r on r.id = e.requester_id
 where e.id = any(%s) and (t.status <> 'spam' or e.kind = 'note') order by e.id
"""
"""The actor of a message is who wrote it down for the customer, such as of a call. Other facts have
other things under these names, and a plan may read them before it looks at the kind. Each message
is looked up by its id: as a plain join, a plan reads all there are (row-level security makes the
two look alike dear), 220 ms among 600,000."""

PEOPLE = """
select m.desk_id, u.id, u.name, u.email, m.closed from accounts_member m
  join accounts_user u on u.id = m.user_id and u.is_active
 where m.desk_id = any(%s)
"""
HEARERS = """
select m.desk_id, m.user_id,
       array(select i.team_id from accounts_member_teams i where i.member_id = m.id)
  from accounts_member m where m.desk_id = any(%s) and m.user_id = any(%s)
"""
LONGEST_NAME = 120


def take(limit: int) -> list[int]:
    """So many events, ours for this transaction, those recorded first before others."""
    with connection.cursor() as cursor:
        cursor.execute(TAKE, [limit])
        return sorted(event for (event,) in cursor.fetchall())


def happened(events: Sequence[int], people: dict[int, list[Person]]) -> list[Happened]:
    """What they are; nothing of those of the watchdog's own tickets, nor of spam."""
    with connection.cursor() as cursor:
        cursor.execute(READ, [list(events)])
        found = cursor.fetchall()
    return [_happened(row, people) for row in found]


def people_of(desks: Sequence[int]) -> dict[int, list[Person]]:
    """Who works at each desk now, and so may see its tickets, but those of teams closed to him."""
    found: dict[int, list[Person]] = {desk: [] for desk in desks}
    with connection.cursor() as cursor:
        cursor.execute(PEOPLE, [list(desks)])
        for desk, pk, name, address, closed in cursor.fetchall():
            found[desk].append(Person(pk, name, address, frozenset(closed)))
    return found


def hearers_of(desks: Sequence[int]) -> dict[int, list[Hearer]]:
    """Who at each desk wants to hear of tickets that are nobody's."""
    found: dict[int, list[Hearer]] = {desk: [] for desk in desks}
    wanted = {one.user_id: choices(one) for one in Preference.objects.filter(of_all=True)}
    if not wanted:
        return found
    with connection.cursor() as cursor:
        cursor.execute(HEARERS, [list(desks), list(wanted)])
        for desk, user, teams in cursor.fetchall():
            kinds = [kind for kind in OF_ALL if wanted[user].wanted(kind)]
            found[desk].append(Hearer(user, kinds, teams))
    return found


def desks_of(events: Sequence[int]) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute("select distinct desk_id from desk_event where id = any(%s)", [list(events)])
        return [desk for (desk,) in cursor.fetchall()]


def _happened(row: tuple[Any, ...], people: dict[int, list[Person]]) -> Happened:
    event, desk, ticket, at, fact, by, actor, who, data, assignee, team, note = row
    return Happened(
        event=event,
        desk=desk,
        ticket=ticket,
        at=at,
        fact=fact,
        by=by,
        actor=actor,
        who=who[:LONGEST_NAME],
        data=json.loads(data),
        assignee=assignee,
        mentioned=mentioned(note, people.get(desk, ())),
        team=team,
    )
