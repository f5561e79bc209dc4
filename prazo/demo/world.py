"""The demo world: five desks, each under its own agreement, made by the same actions as life.

Time is an argument, so months pass in seconds: every act is done at its own past instant, and
between acts the escalation is swept, rules act and people are told as they would have been.
"""

import heapq
import random
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from django.db import transaction
from django.db.models import F

from prazo.accounts.models import Desk, Member, Role, RoleHolder, Team, User
from prazo.accounts.operator import Operator
from prazo.agreements.models import Version
from prazo.agreements.schema.escalation import TOLD
from prazo.agreements.take import adopt, take
from prazo.agreements.teams import make_teams
from prazo.customers.models import (
    Contract,
    Customer,
    CustomerDomain,
    Entrance,
    Requester,
    RequesterAddress,
)
from prazo.demo.cast import DESKS, Company, DemoDesk
from prazo.demo.kit import equip, watch
from prazo.demo.story import Story, acts_of
from prazo.desk.actions.assign import assign
from prazo.desk.actor import agent
from prazo.desk.models import Outgoing, Ticket
from prazo.desk.terms import terms_of
from prazo.escalation.actions.climb import climb
from prazo.notices.actions.tell import tell
from prazo.notices.models import Notice, Occasion
from prazo.routing.models import Shift
from prazo.rules.following import PORTION, follow

DAYS = 75
TICKETS = 26  # a desk
OFFICE = {str(day): [[8 * 3600, 18 * 3600]] for day in range(5)}
AGREEMENTS = Path(__file__).resolve().parents[2] / "agreements"
Act = Callable[[datetime], None]


@transaction.atomic
def make_world(now: datetime, tickets: int = TICKETS) -> None:
    """Fill an empty installation. The same `now` and count give the same world."""
    chance = random.Random(20260311)  # noqa: S311 - a story, not a secret
    since = now - timedelta(days=DAYS + 30)
    if User.objects.exists():
        raise ValueError("the demo world is made in an empty installation only")
    host = User.objects.create_user(
        "host@prazo.example", name="Demo host", language="en", time_zone="UTC", administers=True
    )
    acts: list[tuple[datetime, int, Act]] = []
    for place, cast in enumerate(DESKS):
        desk, version = _open_desk(cast, host, since)
        agents = list(User.objects.filter(memberships__desk=desk).exclude(pk=host.pk))
        for index in range(tickets):
            story = Story(cast, desk, version, agents, chance, index, now)
            for at, act in acts_of(story, DAYS):
                if at < now:
                    acts.append((at, place * 100000 + len(acts), act))
    watch(Operator(host, since))
    _live(acts, now)
    _give_some(host, now)
    _past(now)


def _give_some(host: User, now: datetime) -> None:
    """At each desk whoever leads it gives one to the host, who looks at the world first."""
    for desk in Desk.objects.order_by("pk"):
        lead = User.objects.get(memberships__desk=desk, memberships__role=Role.LEAD)
        open_here = Ticket.objects.filter(desk=desk, status=Ticket.Status.OPEN)
        ticket = open_here.order_by("-opened_at").first()
        if ticket is not None:
            assign(ticket, by=agent(lead), at=now - timedelta(minutes=1), to=host)
    _sweep(now)


def _live(acts: list[tuple[datetime, int, Act]], now: datetime) -> None:
    """Do each act at its instant; sweep the escalation every quarter of an hour in between."""
    heapq.heapify(acts)
    swept = acts[0][0] if acts else now
    while acts:
        at, _, act = heapq.heappop(acts)
        if at - swept >= timedelta(minutes=15):
            _sweep(at)
            swept = at
        act(at)
    _sweep(now)


def _sweep(as_of: datetime) -> None:
    while climb(as_of):
        pass
    while follow(as_of) == PORTION:
        pass
    while tell(as_of):
        pass


def _past(now: datetime) -> None:
    """What went out by mail went; what people were told of before today they have read."""
    Outgoing.objects.filter(try_at__isnull=False).update(sent_at=now, try_at=None)
    Occasion.objects.filter(mail_after__isnull=False).update(mail_after=None, mailed_at=now)
    read = now - timedelta(days=1)
    for kind, told in ((Notice, "at"), (Occasion, "told_at")):
        kind.objects.filter(**{f"{told}__lt": read}).update(seen_at=F(told))


def _open_desk(cast: DemoDesk, host: User, since: datetime) -> tuple[Desk, Version]:
    version = take((AGREEMENTS / cast.file).read_text())
    desk = Desk.objects.create(
        slug=cast.slug, name=cast.name, language=cast.language, time_zone=cast.zone
    )
    adopt(desk, version, since=since)
    make_teams(desk, version.loaded().document)
    teams = list(desk.teams.order_by("pk"))
    Member.objects.create(desk=desk, user=host, role=Role.ADMIN)
    for name, role in cast.agents:
        _hire(cast, desk, name, role, teams)
    lead = User.objects.get(memberships__desk=desk, memberships__role=Role.LEAD)
    for role in {*terms_of(version).document.roles}.difference(TOLD):
        RoleHolder.objects.create(desk=desk, role=role, user=lead)
    Entrance.objects.create(desk=desk, address=cast.address)
    for company in cast.companies:
        _sign(desk, version, company)
    equip(desk, Operator(lead, since))
    return desk, version


def _hire(cast: DemoDesk, desk: Desk, name: str, role: str, teams: list[Team]) -> None:
    local = name.lower().replace(" ", ".").translate(str.maketrans("áâãéêíóôõúç", "aaaeeiooouc"))
    user = User.objects.create_user(
        f"{local}@{cast.slug}.example", name=name, language=cast.language, time_zone=cast.zone
    )
    Member.objects.create(desk=desk, user=user, role=role).teams.set(teams)
    Shift.objects.create(desk=desk, user=user, time_zone=cast.zone, hours=OFFICE)


def _sign(desk: Desk, version: Version, company: Company) -> None:
    customer = Customer.objects.create(desk=desk, name=company.name, time_zone=company.zone)
    CustomerDomain.objects.create(desk=desk, customer=customer, domain=company.domain)
    declared = terms_of(version).agreement.dimensions
    known = {
        "plan": company.plan if company.plan in declared.get("plan", ()) else "",
        "region": company.region if company.region in declared.get("region", ()) else "",
    }
    Contract.objects.create(
        desk=desk,
        customer=customer,
        name=f"{company.name} 2026",
        addons=list(company.addons),
        state=company.state,
        figures=_figures(version),
        **known,
    )
    for name in company.people:
        person = Requester.objects.create(desk=desk, name=name, language=desk.language)
        person.customers.add(customer)
        local = name.split()[0].lower().translate(str.maketrans("áéêíóôú", "aeeioou"))
        RequesterAddress.objects.create(
            desk=desk, requester=person, address=f"{local}@{company.domain}"
        )


def _figures(version: Version) -> dict[str, str]:
    """What the agreement leaves to the contract (A9), by some figures for the demo."""
    keys = {
        line.allowed.key
        for target in terms_of(version).agreement.targets.values()
        for line in target.lines
        if line.allowed.key
    }
    return {key: "4h" if "first" in key else "16h" for key in sorted(keys)}
