"""Tell people of what happened: take events from the list, write who is told, all or nothing."""

import logging
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta

from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import QuerySet

from prazo.desk.acting import announce
from prazo.desk.models import Ticket
from prazo.engine.events import Kind as Fact
from prazo.lib.crash import crash
from prazo.notices.alone import alone
from prazo.notices.claim import desks_of, happened, hearers_of, people_of, take
from prazo.notices.guests import Guests
from prazo.notices.models import Follower, Happening
from prazo.notices.whom import Happened, told
from prazo.notices.writing import write

log = logging.getLogger("prazo.notices")

BATCH = 200
"""Events; each may be told to everybody at a desk, and the worker keeps the room that the longest
statement took."""
AGAIN = timedelta(hours=1)
"""After which an event that could not be told of is tried again."""
TELLING = 1

FOLLOW = """
insert into notices_follower (desk_id, ticket_id, user_id, since)
select * from unnest(%s::bigint[], %s::bigint[], %s::bigint[], %s::timestamptz[])
on conflict do nothing returning ticket_id
"""

CARRY = """
with gone as (delete from notices_follower where ticket_id = %s returning desk_id, user_id, since)
insert into notices_follower (desk_id, ticket_id, user_id, since)
select desk_id, %s, user_id, since from gone on conflict do nothing
"""


def tell(as_of: datetime, limit: int = BATCH) -> int:
    """How many events were dealt with; 0 when there is nothing, or somebody else is at it."""
    try:
        with transaction.atomic():
            if not alone(TELLING):
                return 0
            events = take(limit)
            _tell(events, as_of)
            crash("notices.before_commit")
    except (OperationalError, InterfaceError):
        raise  # the database's trouble, not an event's
    except Exception:
        log.exception("telling of a batch of events failed; taking them one by one")
        return _one_by_one(Happening.objects.filter(failed_at=None), as_of, limit)
    failed = Happening.objects.filter(failed_at__lte=as_of - AGAIN)
    return len(events) or _one_by_one(failed, as_of, limit)


def _one_by_one(some: QuerySet[Happening], as_of: datetime, limit: int) -> int:
    """What cannot be told of is put aside for a while and holds up nothing else."""
    events = list(some.order_by("event_id").values_list("event_id", flat=True)[:limit])
    for event in events:
        try:
            with transaction.atomic():
                if not alone(TELLING):
                    return 0
                if some.filter(event_id=event).delete()[0]:
                    _tell([event], as_of)
        except (OperationalError, InterfaceError):
            raise
        except Exception:
            log.exception("nobody could be told of event %s", event)
            Happening.objects.filter(event_id=event).update(failed_at=as_of)
    return len(events)


def _tell(events: Sequence[int], as_of: datetime) -> None:
    if not events:
        return
    desks = desks_of(events)
    people, hearers = people_of(desks), hearers_of(desks)
    found = happened(events, people)
    guests = Guests({one.ticket for one in found})
    seers = {one.event: guests.seers(one, people) for one in found}
    _follow_where_mentioned(found, seers)
    followers = _followers({one.ticket for one in found} | {into for _, into in _merged(found)})
    _go_along(_merged(found), followers)
    tellings = [
        telling
        for one in found
        for telling in told(one, followers.get(one.ticket, ()), seers[one.event], hearers[one.desk])
    ]
    write(tellings, as_of)


def _follow_where_mentioned(
    found: Sequence[Happened], seers: Mapping[int, Collection[int]]
) -> None:
    """But not who mentions himself, nor who does not see the ticket."""
    new = [
        (one.desk, one.ticket, user, one.at)
        for one in found
        for user in one.mentioned
        if user != one.actor and user in seers[one.event]
    ]
    if not new:
        return
    with connection.cursor() as cursor:
        cursor.execute(FOLLOW, [list(column) for column in zip(*new, strict=True)])
        followed = [ticket for (ticket,) in cursor.fetchall()]
    announce(*Ticket.objects.filter(pk__in=followed))


def _merged(found: Sequence[Happened]) -> list[tuple[int, int]]:
    """Each ticket with the case it is part of since, in order."""
    return [
        (one.ticket, int(one.data["ticket_id"])) for one in found if one.fact == Fact.MERGED_INTO
    ]


def _go_along(merged: Sequence[tuple[int, int]], followers: dict[int, list[int]]) -> None:
    """Who follows a ticket that is merged hears of that, and from then on of the case."""
    for ticket, case in merged:
        with connection.cursor() as cursor:
            cursor.execute(CARRY, [ticket, case])
        followers[case] = list(dict.fromkeys([*followers[case], *followers[ticket]]))


def _followers(tickets: set[int]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    read = Follower.objects.filter(ticket_id__in=tickets).order_by("pk")
    for ticket, user in read.values_list("ticket_id", "user_id"):
        found[ticket].append(user)
    return found
