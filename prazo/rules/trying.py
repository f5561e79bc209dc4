"""What a rule would have done, without a trace: to the last tickets of its desk."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import accumulate, pairwise

from prazo.desk import actor
from prazo.desk.actor import ByRule
from prazo.desk.conditions import Conditions, read
from prazo.desk.models import Clock, Ticket
from prazo.engine.events import Kind
from prazo.rules import past
from prazo.rules.deeds import read as read_deeds
from prazo.rules.facts import facts_of
from prazo.rules.models import On, Rule
from prazo.rules.past import Moment
from prazo.rules.performing import refused
from prazo.rules.sweeping import about_open, matching_now
from prazo.rules.timing import Span, beginnings, on_time

LOOKED_AT = 500
SHOWN = 50

SETTLED = frozenset({"desk", "channel", "language", "subject", "requester", *past.TOLD})
"""What is asked of a ticket that never changes, or that its events tell of each moment. All else
is judged as it stands now."""
TIMES = frozenset({"opened", "changed", "waits", "resolved"})
"""Instants that events tell, too."""


@dataclass(frozen=True, slots=True)
class Would:
    """On which ticket, when. `refused` is why it would be if done now; it is tried where the
    ticket still stands as it stood then, else `changed` since."""

    ticket: Ticket
    at: datetime
    refused: str = ""
    changed: bool = False


@dataclass(frozen=True, slots=True)
class Trial:
    """`times` it would have acted; of them SHOWN are named. `as_it_stands` names the fields whose
    conditions could not be told of the past. `now`: of how many tickets a rule on time holds."""

    looked_at: int
    times: int
    shown: Sequence[Would]
    as_it_stands: Sequence[str] = ()
    now: int = 0


def tried(rule: Rule, as_of: datetime) -> Trial:
    conditions, _faults = read(rule.conditions)
    last = Ticket.objects.filter(desk=rule.desk_id, synthetic=False).order_by("-pk")[:LOOKED_AT]
    last = last.prefetch_related("reminders")
    tickets = {ticket.pk: ticket for ticket in last}
    moments = past.moments(sorted(tickets))
    asked = {each.field for each in (*conditions.all_of, *conditions.any_of)}
    if rule.on == On.TIME:
        times = _on_time(conditions, tickets, moments, as_of)
        unknown, now = asked - SETTLED - TIMES, len(matching_now(rule, as_of, LOOKED_AT))
    else:
        times = _on_events(rule, conditions, tickets, moments, as_of)
        unknown, now = asked - SETTLED, 0
    shown = _shown(rule, times[:SHOWN], tickets, moments, as_of)
    return Trial(len(tickets), len(times), shown, sorted(unknown), now)


Times = list[tuple[datetime, Moment]]
"""When, and how the ticket stood then; newest first."""


def _on_events(
    rule: Rule,
    conditions: Conditions,
    tickets: Mapping[int, Ticket],
    moments: Mapping[int, Moment],
    as_of: datetime,
) -> Times:
    facts = facts_of(sorted(tickets), On(rule.on))
    fit = past.held(conditions, [moments[fact.event] for fact in facts], as_of)
    return [(fact.at, moments[fact.event]) for fact in facts if fact.event in fit]


def _on_time(
    conditions: Conditions,
    tickets: Mapping[int, Ticket],
    moments: Mapping[int, Moment],
    as_of: datetime,
) -> Times:
    plain = [each for each in (*conditions.all_of, *conditions.any_of) if not on_time(each)]
    held = past.held_each(plain, list(moments.values()), as_of)
    due, by_ticket = _due(tickets), defaultdict[int, list[Moment]](list)
    for moment in moments.values():
        by_ticket[moment.ticket].append(moment)
    found: Times = []
    for pk, own in by_ticket.items():
        spans = _spans(tickets[pk], own, as_of, due.get(pk, ()), about_open(conditions))
        with_held = [replace(span, holds=held[span.event]) for span in spans]
        found += [(at, moments[span.event]) for at, span in beginnings(with_held, conditions)]
    return sorted(found, key=lambda one: (one[0], one[1].event), reverse=True)


def _spans(
    ticket: Ticket,
    moments: Sequence[Moment],
    as_of: datetime,
    due: Sequence[Clock],
    open_alone: bool,
) -> list[Span]:
    """What was dated back counts from what was known before it."""
    spans: list[Span] = []
    waits = resolved = None
    starts = list(accumulate((moment.at for moment in moments), max))
    for moment, (begins, ends) in zip(moments, pairwise([*starts, as_of]), strict=True):
        if moment.kind is Kind.WAITING:
            waits = max(waits or moment.at, moment.at)
        if moment.kind in (Kind.RESOLVED, Kind.REOPENED):
            resolved = moment.at if moment.kind is Kind.RESOLVED else None
        if ends <= begins:
            continue
        status = moment.standing["status"]
        instants = {
            "opened": ticket.opened_at,
            "changed": begins,
            "resolved": resolved,
            "waits": waits if status == Ticket.Status.WAITING else None,
            "due": _next_due(due, begins),
            "unanswered_since": ticket.unanswered_since,  # as it stands, like the next one
            "reminder": next((one.at for one in ticket.reminders.all()), None),
        }
        eligible = status in Ticket.OPEN or not open_alone
        spans.append(Span(ticket.pk, moment.event, begins, ends, eligible, {}, instants))
    return spans


def _due(tickets: Iterable[int]) -> dict[int, list[Clock]]:
    found: dict[int, list[Clock]] = defaultdict(list)
    for clock in Clock.objects.filter(ticket__in=list(tickets), due_at__isnull=False):
        found[clock.ticket_id].append(clock)
    return found


def _next_due(clocks: Iterable[Clock], at: datetime) -> datetime | None:
    """Of what ran then, as it falls due by what is known now."""
    running = [
        clock.due_at
        for clock in clocks
        if clock.due_at is not None
        and clock.started_at <= at
        and all(ended is None or ended > at for ended in (clock.met_at, clock.ended_at))
    ]
    return min(running, default=None)


def _shown(
    rule: Rule,
    times: Times,
    tickets: Mapping[int, Ticket],
    moments: Mapping[int, Moment],
    as_of: datetime,
) -> list[Would]:
    last = {moment.ticket: moment for moment in moments.values()}
    answers: dict[int, str] = {}
    shown = []
    for at, then in times:
        ticket = tickets[then.ticket]
        if then.standing != last[ticket.pk].standing:
            shown.append(Would(ticket, at, changed=True))
            continue
        if ticket.pk not in answers:
            answers[ticket.pk] = _refused(rule, ticket, as_of)
        shown.append(Would(ticket, at, answers[ticket.pk]))
    return shown


def _refused(rule: Rule, ticket: Ticket, as_of: datetime) -> str:
    deeds, faults = read_deeds(rule.deeds)
    if faults:
        return str(faults[0])
    by = actor.rule(ByRule(rule.pk, rule.name, (rule.pk,)))
    return refused(ticket, deeds, by=by, at=as_of)
