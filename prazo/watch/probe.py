"""A synthetic ticket per desk escalates every hour, so that a dead escalation is noticed (B20).

It goes the way of every other ticket, but for nobody to see: no page, count or search shows it,
nobody is told, and after two days it is gone.
"""

from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Max

from prazo.accounts.models import Desk
from prazo.agreements.models import Version, in_force
from prazo.desk.actor import SYSTEM
from prazo.desk.clocks import settle
from prazo.desk.events import record
from prazo.desk.models import Ticket
from prazo.desk.terms import terms_of
from prazo.engine.agreement import Facts
from prazo.engine.events import Kind
from prazo.escalation.models import Escalation
from prazo.watch.lapse import lapsing
from prazo.watch.models import Probe

EVERY = timedelta(hours=1)
KEPT = timedelta(days=2)
FIELDS = ("channel", "priority", "level", "request_type", "component", "tier", "plan", "region")


def make_due_probes(as_of: datetime) -> int:
    """A new synthetic ticket for each desk whose last one is an hour old; how many were made."""
    made = 0
    for desk in Desk.objects.annotate(last=Max("probe__made_at")).order_by("pk"):
        if desk.last is None or desk.last <= as_of - EVERY:
            version = in_force(desk.pk, as_of)
            made += version is not None and make_probe(desk, version, as_of) is not None
    if made:
        clear_old_probes(as_of)
    return made


@transaction.atomic
def make_probe(desk: Desk, version: Version, as_of: datetime) -> Probe | None:
    """None where the agreement promises nothing that could lapse, or another worker was first."""
    terms = terms_of(version)
    found = lapsing(terms.agreement, terms.first_facts("email", ""), as_of)
    if found is None:
        return None
    # Two workers may be here at once: the second waits, then sees the first one's probe.
    Desk.objects.select_for_update().get(pk=desk.pk)
    if Probe.objects.filter(desk=desk, made_at__gt=as_of - EVERY).exists():
        return None
    probe = Probe.objects.create(desk=desk, version=version, made_at=as_of)
    facts, opened_at = found
    ticket = Ticket.objects.create(
        number=-probe.pk,  # below all that count, and out of their sequence
        desk=desk,
        version=version,
        subject="watchdog",
        synthetic=True,
        opened_at=opened_at,
        changed_at=as_of,
        addons=sorted(facts.get("addon", ())),
        **{name: facts.get(name, "") for name in FIELDS},
    )
    opened = record(
        ticket, Kind.OPENED, at=opened_at, by=SYSTEM, **_plain(facts), version_id=version.pk
    )
    settle(ticket, as_of=as_of, events=[opened])
    ticket.save()
    probe.ticket = ticket
    probe.save(update_fields=["ticket"])
    return probe


def read_probes(as_of: datetime) -> int:
    """Note which probes escalated, and end their tickets; how many were noted."""
    waiting = list(Probe.objects.filter(escalated_at=None, ticket__isnull=False))
    noted = 0
    for probe in waiting:
        first = Escalation.objects.filter(ticket=probe.ticket_id).order_by("taken_at").first()
        if first is not None:
            probe.escalated_at = first.taken_at
            probe.save(update_fields=["escalated_at"])
            _end(first.ticket_id, as_of)
            noted += 1
    return noted


def clear_old_probes(as_of: datetime) -> int:
    """Facts are never deleted by the program; the database has one way, for these alone."""
    with connection.cursor() as cursor:
        cursor.execute("select prazo_clear_probes(%s)", [as_of - KEPT])
        (cleared,) = cursor.fetchone()
    return int(cleared)


@transaction.atomic
def _end(pk: int, as_of: datetime) -> None:
    ticket = Ticket.objects.to_act_on().select_for_update(of=("self",)).get(pk=pk)
    if ticket.is_open:
        record(ticket, Kind.CLOSED, at=as_of, by=SYSTEM, reason="watchdog")
        ticket.status, ticket.closed_at = Ticket.Status.CLOSED, as_of
        settle(ticket, as_of=as_of)
        ticket.save()


def _plain(facts: Facts) -> dict[str, Any]:
    return {d: value if isinstance(value, str) else sorted(value) for d, value in facts.items()}
