"""Take work from whoever is not there for it: back into the queue, or to a substitute."""

import logging
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.db import Error, transaction

from prazo.accounts.models import Absence, Desk, User
from prazo.desk.actions.assign import assign
from prazo.desk.actor import SYSTEM
from prazo.desk.models import Ticket
from prazo.desk.private_teams import is_closed_to
from prazo.engine.errors import CalendarError
from prazo.lib import rows
from prazo.lib.refusal import Refusal
from prazo.routing.choose import AfterShift, Person, substitute_of
from prazo.routing.each_desk import at_each
from prazo.routing.models import Policy
from prazo.routing.people import people_of

log = logging.getLogger("prazo.routing")

PORTION = 50
"""Tickets taken from one person at a time."""
GRACE = timedelta(minutes=15)
"""Who finishes a sentence after his shift keeps his tickets."""

HOLDERS = """
with recursive holder(id) as (
  (select assignee_id from desk_ticket where desk_id = %(desk)s and assignee_id is not null
      and status in ('open', 'waiting') order by assignee_id limit 1)
  union all
  select (select assignee_id from desk_ticket where desk_id = %(desk)s and assignee_id > holder.id
             and status in ('open', 'waiting') order by assignee_id limit 1)
    from holder where holder.id is not null)
select holder.id, coalesce(nullif(u.name, ''), u.email)
  from holder join accounts_user u on u.id = holder.id
"""

HELD = """
select t.id from desk_ticket t
 where t.desk_id = %(desk)s and t.assignee_id = %(user)s and t.status in ('open', 'waiting')
   and {} order by t.next_due_at, t.id limit %(most)s
"""

LAST_GIVEN = """(select e.{} from desk_event e where e.ticket_id = t.id and e.kind = 'assigned'
 order by e.at desc, e.id desc limit 1)"""
EVERY = HELD.format("true")
WRITTEN = f"""exists (select from desk_message m where m.ticket_id = t.id and m.kind = 'request'
     and m.automatic = '' and m.at >= %(since)s
     and m.at > coalesce({LAST_GIVEN.format("at")}, '-infinity'))"""
WRITTEN_TO_THE_ABSENT = HELD.format(WRITTEN)
NEW_TO_THE_ABSENT = HELD.format(
    f"""({WRITTEN}
  or ({LAST_GIVEN.format("at")} >= %(since)s
      and {LAST_GIVEN.format("user_id")} is distinct from %(substitute)s))"""
)
UNANSWERED = HELD.format(
    f"""t.status = 'open' and {LAST_GIVEN.format("at")} < %(closed)s
   and (%(before)s::timestamptz is null or t.next_due_at < %(before)s)
   and (select m.kind from desk_message m where m.ticket_id = t.id and m.automatic = ''
         and m.kind in ('request', 'reply', 'question', 'summary')
       order by m.at desc, m.id desc limit 1) = 'request'"""  # noqa: S608 - our own words
)


class Return(NamedTuple):
    """A ticket to be taken from `user`, and given to `to` or to nobody."""

    ticket: int
    user: int
    to: int | None
    why: Mapping[str, Any]


def give_back(as_of: datetime) -> bool:
    """One portion at each desk; whether there may be more."""
    desks = Desk.objects.order_by("pk").values_list("pk", flat=True)
    return at_each(desks, give_back_at, as_of) >= PORTION


def give_back_at(desk: int, as_of: datetime) -> int:
    """How many changed hands. Two workers may do it at once: each ticket is taken by one.

    A desk that chose nothing has what the form offers it.
    """
    policy = Policy.objects.filter(desk=desk, team=None).first() or Policy(desk_id=desk)
    people = people_of(policy, as_of)
    found = list(_of_absences(desk, people, as_of))
    if policy.returns_left:
        found += _of_those_who_left(desk, people)
    if policy.after_shift != AfterShift.KEEP:
        found += _after_shift(desk, people, AfterShift(policy.after_shift), as_of)
    done = sum(_move(one, as_of) for one in found)
    _note_handed_over(desk, as_of)
    return done


def _of_those_who_left(desk: int, people: Mapping[int, Person]) -> Iterator[Return]:
    """Who is no member any more, cannot sign in, or only reads."""
    for user, name in rows.select(HOLDERS, desk=desk):
        if user not in people:
            for (ticket,) in rows.select(EVERY, desk=desk, user=user, most=PORTION):
                yield Return(ticket, user, None, {"returned": "left", "of": name})


def _of_absences(desk: int, people: Mapping[int, Person], as_of: datetime) -> Iterator[Return]:
    """Open work when the absence begins, if it is handed over; then whatever comes for him.

    Where nobody stands in that is what customers write, into the queue: what he is given on
    purpose stays with him, but nobody is left without a reader.
    """
    now = Absence.objects.filter(desk=desk, starts_at__lte=as_of, ends_at__gt=as_of)
    for absence in now.select_related("user"):
        user = absence.user_id
        substitute = substitute_of(people, user, as_of)
        why = {"returned": "absent", "of": str(absence.user)}
        if absence.hands_over and absence.handed_over_at is None:
            taken = rows.select(EVERY, desk=desk, user=user, most=PORTION)
        elif substitute is not None:
            taken = rows.select(
                NEW_TO_THE_ABSENT, desk=desk, user=user, most=PORTION,
                since=absence.starts_at, substitute=substitute,
            )  # fmt: skip
        else:
            taken = rows.select(
                WRITTEN_TO_THE_ABSENT, desk=desk, user=user, most=PORTION, since=absence.starts_at
            )
        for (ticket,) in taken:
            yield Return(ticket, user, substitute, why)


def _after_shift(
    desk: int, people: Mapping[int, Person], which: AfterShift, as_of: datetime
) -> Iterator[Return]:
    """What the requester still waits for, given before the shift ended."""
    for one in people.values():
        if one.calendar is None or one.absence(as_of) is not None or one.on_shift(as_of):
            continue
        try:
            closed = one.calendar.prev_close(as_of, inclusive=True)
        except CalendarError:
            continue  # a shift that never was has no end
        if closed + GRACE > as_of:
            continue
        before = one.back_at(as_of) if which is AfterShift.DUE else None
        why = {"returned": "shift", "of": one.name}
        for (ticket,) in rows.select(
            UNANSWERED, desk=desk, user=one.user, most=PORTION, closed=closed, before=before
        ):
            yield Return(ticket, one.user, None, why)


def _move(one: Return, as_of: datetime) -> int:
    """1 when it was taken. Whoever had it may have acted meanwhile: then it stays. One that cannot
    be taken holds up no other: it is said, and tried again."""
    try:
        with transaction.atomic():
            held = Ticket.objects.select_for_update(skip_locked=True, of=("self",))
            ticket = held.open().filter(pk=one.ticket, assignee=one.user).first()
            if ticket is None:
                return 0
            to = None
            if one.to is not None and not is_closed_to(one.to, ticket):
                to = User.objects.get(pk=one.to)
            assign(ticket, by=SYSTEM, at=as_of, to=to, why=one.why)
    except Refusal as refusal:
        log.warning("ticket %s was not taken back: %s", one.ticket, refusal.code)
        return 0
    except Error:
        raise  # the database's trouble, not a ticket's
    except Exception:
        log.exception("ticket %s could not be taken back", one.ticket)
        return 0
    return 1


def _note_handed_over(desk: int, as_of: datetime) -> None:
    """Once nothing is left with him, what is given to him on purpose stays."""
    begun = Absence.objects.filter(
        desk=desk, starts_at__lte=as_of, ends_at__gt=as_of, hands_over=True, handed_over_at=None
    )
    for absence in begun:
        if not Ticket.objects.open().filter(desk=desk, assignee=absence.user_id).exists():
            absence.handed_over_at = as_of
            absence.save(update_fields=["handed_over_at"])
