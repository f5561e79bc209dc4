"""What a rule would have done, without a trace: to the last tickets of its desk."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from prazo.desk import actor
from prazo.desk.actor import ByRule
from prazo.desk.conditions import read
from prazo.desk.models import Ticket
from prazo.rules import past
from prazo.rules.deeds import read as read_deeds
from prazo.rules.facts import facts_of
from prazo.rules.models import On, Rule
from prazo.rules.performing import refused
from prazo.rules.sweeping import matching_now

LOOKED_AT = 500
SHOWN = 100
TRIED = 10
"""Tickets on which the deeds of a rule on time are done and undone, to see what would refuse."""

SETTLED = frozenset({"desk", "channel", "language", "subject", "requester", *past.TOLD})
"""What is asked of a ticket that never changes, or that its events tell of each moment. All else
is judged as it stands now."""


@dataclass(frozen=True, slots=True)
class Would:
    """On which ticket, by what that happened when; `refused` why it would be if done now."""

    ticket: Ticket
    at: datetime | None = None
    refused: str = ""


@dataclass(frozen=True, slots=True)
class Trial:
    """`times` it would have acted; of them SHOWN are named. `as_it_stands` names the fields whose
    conditions could not be told of the past."""

    looked_at: int
    times: int
    shown: Sequence[Would]
    as_it_stands: Sequence[str] = ()


def tried(rule: Rule, as_of: datetime) -> Trial:
    return _on_time(rule, as_of) if rule.on == On.TIME else _on_events(rule, as_of)


def _on_events(rule: Rule, as_of: datetime) -> Trial:
    conditions, _faults = read(rule.conditions)
    last = Ticket.objects.filter(desk=rule.desk_id, synthetic=False).order_by("-pk")[:LOOKED_AT]
    tickets = {ticket.pk: ticket for ticket in last}
    facts = facts_of(sorted(tickets), On(rule.on))
    moments = past.moments(sorted({fact.ticket for fact in facts}))
    fit = past.held(conditions, [moments[fact.event] for fact in facts], as_of)
    facts = [fact for fact in facts if fact.event in fit]
    asked = {each.field for each in (*conditions.all_of, *conditions.any_of)}
    return Trial(
        len(tickets),
        len(facts),
        [Would(tickets[fact.ticket], fact.at) for fact in facts[:SHOWN]],
        sorted(asked - SETTLED),
    )


def _on_time(rule: Rule, as_of: datetime) -> Trial:
    fit = matching_now(rule, as_of, LOOKED_AT)
    tickets = list(Ticket.objects.filter(pk__in=fit[:SHOWN]).order_by("pk"))
    shown = [
        Would(ticket, refused=_refused(rule, ticket, as_of) if place < TRIED else "")
        for place, ticket in enumerate(tickets)
    ]
    looked_at = Ticket.objects.filter(desk=rule.desk_id, synthetic=False)[:LOOKED_AT].count()
    return Trial(looked_at, len(fit), shown)


def _refused(rule: Rule, ticket: Ticket, as_of: datetime) -> str:
    deeds, faults = read_deeds(rule.deeds)
    if faults:
        return str(faults[0])
    by = actor.rule(ByRule(rule.pk, rule.name, (rule.pk,)))
    return refused(ticket, deeds, by=by, at=as_of)
