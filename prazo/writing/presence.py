"""Who has which ticket before them now, and who writes: for a minute at a time, in memory only.

The rows are in an unlogged table: nothing of them reaches the disk's log, all processes see them.
A page's stream makes one and takes it away; while it is open, its process says so every ten
seconds for all of its pages at once.
"""

import json
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db import connection

from prazo.desk.sight import SEEN

FADES, WRITES = 45, 20
"""Seconds after which one who was not seen is gone, and one who types nothing has stopped."""

OF_TICKET = f"""(
 select coalesce(json_agg(
          json_build_array(x.user_id, coalesce(nullif(u.name, ''), u.email), x.does)
          order by x.user_id), '[]')::text
   from (select p.user_id,
                case when p.wrote_at > now() - interval '{WRITES} s' then 'writes'
                     else 'looks' end as does
           from prazo_presence p
          where p.ticket_id = t.id and p.seen_at > now() - interval '{FADES} s'
          union all
         select d.user_id, case when d.send_at is null then 'draft'
                                when split_part(d.kind, '.', 1) = 'side' then 'writes'
                                else 'sends' end
           from writing_draft d where d.ticket_id = t.id) x
   join accounts_user u on u.id = x.user_id)"""  # noqa: S608 - our own numbers
"""A column beside a ticket `t`: [[user, name, what they do]]; see `company`."""

RANK = {"looks": 0, "draft": 1, "writes": 2, "sends": 3}
"""That an answer is on its way matters most: nobody else needs to write one."""


@dataclass(frozen=True, slots=True)
class Companion:
    """`does`: looks | draft (has one, does not write now) | sends | writes."""

    user: int
    name: str
    does: str

    @property
    def initials(self) -> str:
        parts = self.name.replace("@", " ").split()
        return "".join(part[0] for part in (parts[:1] + parts[1:][-1:])).upper()


def company(found: str, besides: int) -> tuple[Companion, ...]:
    """Of a column OF_TICKET each person once, by what matters most; the reader `besides` only
    where something of theirs is left here."""
    if found == "[]":
        return ()
    people: dict[int, Companion] = {}
    for user, name, does in json.loads(found):
        known = people.get(user)
        if user == besides and does in ("looks", "writes"):
            continue
        if known is None or RANK[does] > RANK[known.does]:
            people[user] = Companion(user, name, does)
    return tuple(people.values())


def others_in(found: str, user: int) -> bool:
    """Of a column OF_TICKET whether somebody else has the ticket before them, or has just answered.
    A draft that was left lying is nobody there."""
    return any(who != user and does != "draft" for who, _, does in json.loads(found))


def arrive(user: int, number: int) -> str:
    """A page of theirs shows this ticket, if they work at its desk; "" if not."""
    token = secrets.token_urlsafe(16)
    with connection.cursor() as cursor:
        cursor.execute(ARRIVE, {"token": token, "user": user, "number": number})
        found = cursor.fetchone()
        if found is None:
            return ""
        _tell(cursor, [tuple(found)])
    return token


def wrote(user: int, ticket: int) -> None:
    """They typed something: told to others when it is news."""
    with connection.cursor() as cursor:
        cursor.execute(WROTE, {"user": user, "ticket": ticket})
        _tell(cursor, [(desk, number) for desk, number, news in cursor.fetchall() if news])


def stopped(user: int, ticket: int) -> None:
    """What they wrote was pressed, sent or given up."""
    with connection.cursor() as cursor:
        cursor.execute(
            "update prazo_presence set wrote_at = null where user_id = %s and ticket_id = %s",
            [user, ticket],
        )


def announce_company(desk: int, number: int) -> None:
    """Tell pages that other people are about this ticket now; it is not drawn anew for that."""
    with connection.cursor() as cursor:
        _tell(cursor, [(desk, number)])


ARRIVE = f"""
insert into prazo_presence (token, desk_id, ticket_id, number, user_id, seen_at)
select %(token)s, t.desk_id, t.id, t.number, m.user_id, now()
  from desk_ticket t join accounts_member m on m.desk_id = t.desk_id and m.user_id = %(user)s
 where t.number = %(number)s and not t.synthetic and {SEEN}
returning desk_id, number"""  # noqa: S608

WROTE = f"""
with before as (
  select p.token, p.wrote_at is null or p.wrote_at < now() - interval '{WRITES} s' as news
    from prazo_presence p where p.user_id = %(user)s and p.ticket_id = %(ticket)s)
update prazo_presence p set wrote_at = now(), seen_at = now()
  from before b where p.token = b.token
returning p.desk_id, p.number, b.news"""  # noqa: S608

STILL_HERE = f"""
with idle as (
  select desk_id, number from prazo_presence where wrote_at < now() - interval '{WRITES} s'),
here as (
  update prazo_presence
     set seen_at = case when token = any(%(tokens)s) then now() else seen_at end,
         wrote_at = case when wrote_at < now() - interval '{WRITES} s' then null else wrote_at end
   where token = any(%(tokens)s)
      or (wrote_at < now() - interval '{WRITES} s' and seen_at >= now() - interval '{FADES} s')),
faded as (
  delete from prazo_presence
   where seen_at < now() - interval '{FADES} s' and token <> all(%(tokens)s)
  returning desk_id, number)
select desk_id, number from faded union select desk_id, number from idle"""  # noqa: S608
"""What a process asks every ten seconds for the pages it serves; whom to tell of."""

LEFT = "delete from prazo_presence where token = any(%(tokens)s) returning desk_id, number"

OF_TICKETS = f"select t.number, {OF_TICKET} from desk_ticket t where t.number = any(%(numbers)s)"  # noqa: S608
TELL = "select pg_notify('prazo_desk', p) from unnest(%(payloads)s::text[]) p"


def payloads(tickets: Iterable[Sequence[int]]) -> list[str]:
    """Of (desk, number): a notice that says by `company` that no more than that changed."""
    return [json.dumps({"desk": d, "ticket": n, "company": True}) for d, n in tickets]


def shown(people: Iterable[Companion]) -> list[Mapping[str, str]]:
    """As pages are told of them."""
    return [{"name": one.name, "initials": one.initials, "does": one.does} for one in people]


def _tell(cursor: object, tickets: list[tuple[int, ...]]) -> None:
    if tickets:
        cursor.execute(TELL, {"payloads": payloads(tickets)})  # type: ignore[attr-defined]
