"""A synthetic ticket per desk lapses every hour, so that a dead escalation is noticed (B20)."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Max

from prazo.accounts.models import Desk
from prazo.agreements.figures import contract_figures
from prazo.agreements.models import Version, in_force
from prazo.customers.models import Contract
from prazo.desk.actor import SYSTEM
from prazo.desk.clocks import settle
from prazo.desk.events import record
from prazo.desk.models import Ticket
from prazo.desk.numbers import next_number
from prazo.desk.terms import Terms, terms_of
from prazo.engine.agreement import Agreement, Allowance, Facts, Limit
from prazo.engine.clock import fold
from prazo.engine.events import Author, Event, Kind
from prazo.escalation.models import Escalation
from prazo.watch.models import Probe

EVERY = timedelta(hours=1)
KEPT = timedelta(days=2)


def make_due_probes(as_of: datetime) -> int:
    """A new synthetic ticket for each desk whose last one is an hour old; how many were made."""
    made = 0
    for desk in Desk.objects.annotate(last=Max("probe__made_at")).order_by("pk"):
        if desk.last is not None and desk.last > as_of - EVERY:
            continue
        version = in_force(desk.pk, as_of)
        if version is not None and make_probe(desk, version, as_of) is not None:
            made += 1
    return made


@transaction.atomic
def make_probe(desk: Desk, version: Version, as_of: datetime) -> Probe | None:
    """None where the agreement promises nothing that could lapse."""
    terms = terms_of(version)
    contract = Contract.objects.filter(desk=desk).exclude(figures={}).first()
    facts = {**terms.first_facts("email", "watchdog"), "plan": contract.plan if contract else ""}
    opened_at = _lapses(terms, facts, contract.figures if contract else {}, as_of)
    if opened_at is None:
        return None
    # Two workers may be here at once: the second waits, then sees the first one's probe.
    Desk.objects.select_for_update().get(pk=desk.pk)
    if Probe.objects.filter(desk=desk, made_at__gt=as_of - EVERY).exists():
        return None
    ticket = Ticket.objects.create(
        number=-next_number(),
        desk=desk,
        version=version,
        contract=contract,
        subject="watchdog",
        synthetic=True,
        opened_at=opened_at,
        changed_at=as_of,
        **{key: value for key, value in facts.items()},
    )
    opened = record(
        ticket, Kind.OPENED, at=opened_at, by=SYSTEM, **facts, version_id=version.pk
    )
    settle(ticket, as_of=as_of, events=[opened])
    ticket.save()
    return Probe.objects.create(desk=desk, version=version, ticket=ticket, made_at=as_of)


def read_probes(as_of: datetime) -> int:
    """Note which probes escalated, and clear away old ones; how many were noted."""
    noted = 0
    for probe in Probe.objects.filter(escalated_at=None).exclude(ticket=None):
        first = Escalation.objects.filter(ticket=probe.ticket).order_by("taken_at").first()
        if first is not None:
            probe.escalated_at = first.taken_at
            probe.save(update_fields=["escalated_at"])
            _end(probe.ticket, as_of)
            noted += 1
    return noted


def _end(ticket: Ticket | None, as_of: datetime) -> None:
    if ticket is None:
        return
    with transaction.atomic():
        locked = Ticket.objects.select_for_update(of=("self",)).get(pk=ticket.pk)
        if locked.is_open:
            record(locked, Kind.CLOSED, at=as_of, by=SYSTEM, reason="watchdog")
            locked.status, locked.closed_at = Ticket.Status.CLOSED, as_of
            settle(locked, as_of=as_of)
            locked.save()


def _lapses(
    terms: Terms, facts: Facts, figures: Mapping[str, object], as_of: datetime
) -> datetime | None:
    """When a ticket must have been opened for its first target to have lapsed by now."""
    agreement = terms.agreement
    opened = [Event(as_of, Kind.OPENED, Author.SYSTEM, facts)]
    for clock in fold(agreement, opened, as_of, contract_figures(figures)):
        if clock.allowed is None or clock.started_at != as_of:
            continue
        if agreement.targets[clock.metric].owed_by == "provider" and _steps(agreement, clock.metric):
            return _before(agreement, clock.calendar, clock.line and clock.line.allowed, clock.allowed, as_of)
    return None


def _before(
    agreement: Agreement,
    calendar: str,
    allowance: Allowance | None,
    allowed: timedelta,
    as_of: datetime,
) -> datetime:
    counted = agreement.calendars[calendar].calendar
    if allowance is not None and allowance.limit is Limit.DAYS:
        return counted.due_days(as_of, -(allowance.days + 1))
    return counted.before(as_of, allowed)


def _steps(agreement: Agreement, metric: str) -> bool:
    return any(True for _ in agreement.steps(metric))
