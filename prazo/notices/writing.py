"""Write what people are told: an occasion for each event, and the lines of their lists."""

import logging
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.db import connection

from prazo.accounts.models import User
from prazo.lib import rows
from prazo.notices.alone import hold
from prazo.notices.bell import ring
from prazo.notices.choices import CALM, STANDARD, Choices, choices_of
from prazo.notices.lines import STORM, Line, lines
from prazo.notices.models import Kind, Notice, Occasion
from prazo.notices.whom import Telling, metric

log = logging.getLogger("prazo.notices")

LATE = timedelta(days=1)
"""Of what is older when it is told, such as after a long outage, nobody is mailed."""

LINES = """
select id, user_id, desk_id, kind, ticket_id, at from notices_notice
 where seen_at is null and user_id = any(%s) and (at >= %s or ticket_id = any(%s))
 order by id
"""
LATEST = ("at", "who", "fact", "metric")
COUNT_SWALLOWED = """
update notices_notice n set tickets =
  (select count(distinct o.ticket_id) from notices_occasion o where o.notice_id = n.id)
 where n.id = any(%s)
"""
COUNT_TOLD = """
with told as (select distinct * from unnest(%s::bigint[], %s::bigint[]) as t (line, ticket)),
     new as (select line, count(*) as tickets from told
              where not exists (select from notices_occasion o
                                 where o.notice_id = told.line and o.ticket_id = told.ticket)
              group by line)
update notices_notice n set tickets = n.tickets + new.tickets from new
 where n.id = new.line and n.ticket_id is null
"""
"""Before they are written. A storm goes on for hours: to count all of it anew each time would take
longer each time."""


class Group(NamedTuple):
    """What is told to one person of one desk as one kind."""

    user: int
    desk: int
    kind: Kind


Grouped = Mapping[Group, Sequence[Telling]]
Placed = list[tuple[Telling, int | None]]
"""Each telling with the line it stands in, if it stands in any."""


def write(tellings: Sequence[Telling], as_of: datetime) -> None:
    """In the transaction that takes their events from the list."""
    if not tellings:
        return
    users = {telling.user for telling in tellings}
    hold(users)
    chosen = choices_of(users)
    groups: dict[Group, list[Telling]] = defaultdict(list)
    placed: Placed = []
    for one in tellings:
        if chosen.get(one.user, STANDARD).shown(one.kind):
            groups[Group(one.user, one.happened.desk, one.kind)].append(one)
        else:
            placed.append((one, None))
    placed += _placed(groups, as_of)
    _count(placed)
    _write_occasions(placed, chosen, as_of)
    ring(group.user for group in groups)


def _count(placed: Placed) -> None:
    """How many tickets a storm is about, with these."""
    told = [(line, one.happened.ticket) for one, line in placed if line is not None]
    if told:
        with connection.cursor() as cursor:
            cursor.execute(COUNT_TOLD, [list(column) for column in zip(*told, strict=True)])


def _write_occasions(placed: Placed, chosen: Mapping[int, Choices], as_of: datetime) -> None:
    users = {one.user for one, _ in placed}
    zones = dict(User.objects.filter(pk__in=users).values_list("pk", "time_zone"))
    occasions: list[dict[str, Any]] = []
    for one, line in placed:
        after = None
        if not one.mailed and as_of - one.happened.at <= LATE:
            after = _mail_after(one, chosen.get(one.user, STANDARD), zones[one.user], as_of)
        if line is not None or after is not None:
            occasions.append(_occasion(one, line, after, as_of))
    rows.insert(Occasion, occasions)


def _mail_after(one: Telling, choices: Choices, zone: str, as_of: datetime) -> datetime | None:
    """At once where somebody's choices or zone cannot be read: it keeps nobody else from being
    told, and him neither."""
    try:
        return choices.mail_after(one.kind, as_of, ZoneInfo(zone))
    except Exception:
        log.exception("when to write to user %s cannot be told", one.user)
        return as_of + CALM


def _occasion(
    one: Telling, line: int | None, mail_after: datetime | None, as_of: datetime
) -> dict[str, Any]:
    return {
        "desk_id": one.happened.desk,
        "user_id": one.user,
        "ticket_id": one.happened.ticket,
        "event_id": one.happened.event,
        "notice_id": line,
        "kind": one.kind,
        "who": one.happened.who,
        "fact": one.happened.fact,
        "metric": metric(one.happened),
        "told_at": as_of,
        "mail_after": mail_after,
    }


def _placed(groups: Grouped, as_of: datetime) -> Placed:
    kept = _kept(groups, as_of)
    changed = [
        (group, line)
        for group, some in groups.items()
        for line in lines(kept.get(group, ()), [one.happened.ticket for one in some], as_of)
    ]
    _save(changed, groups, as_of)
    return [(groups[group][place], line.pk) for group, line in changed for place in line.told]


def _kept(groups: Grouped, as_of: datetime) -> dict[Group, list[Line]]:
    """Unread lines these may join."""
    users = sorted({group.user for group in groups})
    tickets = sorted({one.happened.ticket for some in groups.values() for one in some})
    found: dict[Group, list[Line]] = defaultdict(list)
    for pk, user, desk, kind, ticket, at in rows.select(LINES, users, as_of - STORM, tickets):
        found[Group(user, desk, Kind(kind))].append(Line(pk, ticket, at))
    return found


def _save(changed: Sequence[tuple[Group, Line]], groups: Grouped, as_of: datetime) -> None:
    """Lines that are new have their id afterwards."""
    new = [line for _, line in changed if line.pk is None]
    for line, pk in zip(new, rows.ids(Notice, len(new)), strict=True):
        line.pk = pk
    made = {id(line) for line in new}
    written = [
        (line, _notice(group, line, groups[group][line.told[-1]], as_of)) for group, line in changed
    ]
    rows.insert_objects(Notice, [notice for line, notice in written if id(line) in made])
    rows.update(Notice, [notice for line, notice in written if id(line) not in made], LATEST)
    for line, notice in written:
        if line.swallowed:
            Occasion.objects.filter(notice__in=line.swallowed).update(notice=notice)
            Notice.objects.filter(pk__in=line.swallowed).delete()
    swallowing = [line.pk for line, _ in written if line.swallowed]
    if swallowing:
        with connection.cursor() as cursor:
            cursor.execute(COUNT_SWALLOWED, [swallowing])


def _notice(group: Group, line: Line, last: Telling, as_of: datetime) -> Notice:
    return Notice(
        pk=line.pk,
        desk_id=group.desk,
        user_id=group.user,
        kind=group.kind,
        ticket_id=line.ticket,
        tickets=0 if line.ticket is None else 1,
        at=as_of,
        who=last.happened.who,
        fact=last.happened.fact,
        metric=metric(last.happened),
    )
