"""The one small world tests share: a desk, its people, a customer, and a stranger's desk.

    make_world()            all of it, under `tests/world.yaml`
    world.ask("Help", at=MONDAY)        the requester's mail as a ticket
    at("10:30")                         an instant of that Monday, in UTC

Everything is made through models and actions, so it holds what they hold. It needs a scope that
may write (`scope.SYSTEM`, as the fixtures `system` and `committed_db` enter it).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

from prazo.accounts.models import Desk, Member, Role, RoleHolder, Team, User
from prazo.agreements.models import Adoption, Version
from prazo.agreements.take import take
from prazo.customers.models import (
    Contract,
    Customer,
    CustomerDomain,
    Entrance,
    Requester,
    RequesterAddress,
)
from prazo.desk.actions.receive import receive
from prazo.desk.actor import Actor, agent
from prazo.desk.inbound import Inbound
from prazo.desk.models import Message, Ticket
from prazo.writing.models import Habit

TEXT = (Path(__file__).parent / "world.yaml").read_text()
MONDAY = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)  # 09:00 in Berlin: the office opens
SINCE = datetime(2026, 1, 1, tzinfo=UTC)
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 32
"""As far as the first bytes of a file tell, a picture."""
_references = count(1)


@dataclass(frozen=True, slots=True)
class World:
    desk: Desk
    version: Version
    front: Team
    back: Team
    customer: Customer
    contract: Contract
    requester: Requester  # rita@acme.example
    ann: User  # agent, front
    bob: User  # agent, back
    lea: User  # lead of both teams
    contact: User  # the escalation contact: a reader of the desk
    other_desk: Desk
    stranger: User  # agent of the other desk alone

    def ask(
        self,
        subject: str = "No dial tone",
        *,
        at: datetime = MONDAY,
        text: str = "Since this morning.",
        sender: str = "rita@acme.example",
        answers: Ticket | None = None,
        automatic: str = "",
        desk: Desk | None = None,
        as_of: datetime | None = None,
    ) -> Ticket:
        """A mail as a ticket, or as one more message of the ticket it `answers`."""
        return self.write(
            subject,
            at=at,
            text=text,
            sender=sender,
            answers=answers,
            automatic=automatic,
            desk=desk,
            as_of=as_of,
        ).ticket

    def write(
        self,
        subject: str = "No dial tone",
        *,
        at: datetime = MONDAY,
        text: str = "Since this morning.",
        sender: str = "rita@acme.example",
        answers: Ticket | None = None,
        automatic: str = "",
        desk: Desk | None = None,
        as_of: datetime | None = None,
        reference: str = "",
    ) -> Message:
        desk = desk or self.desk
        inbound = Inbound(
            channel="email",
            reference=reference or f"<{next(_references)}@acme.example>",
            sender=sender,
            sender_name=sender.partition("@")[0].title(),
            written_to=(f"{desk.slug}@desk.example",),
            subject=subject,
            text=text,
            received_at=at,
            automatic=automatic,
            answers=None if answers is None else answers.pk,
            language="en",
        )
        return receive(desk, inbound, as_of=as_of)

    @property
    def by_ann(self) -> Actor:
        return agent(self.ann)

    @property
    def by_bob(self) -> Actor:
        return agent(self.bob)

    @property
    def by_lea(self) -> Actor:
        return agent(self.lea)


def at(reading: str, days: int = 0) -> datetime:
    """`"10:30"` of the Monday, or so many days later, in UTC (Berlin is an hour ahead)."""
    hours, _, minutes = reading.partition(":")
    midnight = MONDAY.replace(hour=0)
    return midnight + timedelta(days=days, hours=int(hours), minutes=int(minutes))


def make_world(text: str = TEXT) -> World:
    version = take(text)
    opened = _open_desks(("acme-desk", "other-desk"), version)
    (desk, (front, back)), (other_desk, (their_front, _)) = opened
    ann, bob, lea, contact, stranger = _hire_all(
        (desk, "ann", Role.AGENT, [front]),
        (desk, "bob", Role.AGENT, [back]),
        (desk, "lea", Role.LEAD, [front, back]),
        (desk, "contact", Role.READER, []),
        (other_desk, "stranger", Role.AGENT, [their_front]),
    )
    RoleHolder.objects.create(desk=desk, role="escalation_contact", user=contact)
    customer, contract = sign(desk, "Acme", "acme.example")
    requester = meet(desk, customer, "Rita Rey", "rita@acme.example")
    return World(
        desk=desk,
        version=version,
        front=front,
        back=back,
        customer=customer,
        contract=contract,
        requester=requester,
        ann=ann,
        bob=bob,
        lea=lea,
        contact=contact,
        other_desk=other_desk,
        stranger=stranger,
    )


def open_desk(slug: str, version: Version, since: datetime = SINCE) -> Desk:
    ((desk, _),) = _open_desks((slug,), version, since)
    return desk


def _open_desks(
    slugs: Sequence[str], version: Version, since: datetime = SINCE
) -> list[tuple[Desk, list[Team]]]:
    """With their teams front and back. Together: nearly every test makes a world, and waits for
    each statement of it."""
    desks = Desk.objects.bulk_create(
        Desk(slug=slug, name=slug.title(), time_zone="Europe/Berlin") for slug in slugs
    )
    Adoption.objects.bulk_create(Adoption(desk=d, version=version, since=since) for d in desks)
    Entrance.objects.bulk_create(Entrance(desk=d, address=f"{d.slug}@desk.example") for d in desks)
    names = ("front", "back")
    teams = Team.objects.bulk_create(
        Team(desk=d, identifier=name, name=name.title()) for d in desks for name in names
    )
    return [(d, [team for team in teams if team.desk == d]) for d in desks]


def hire(desk: Desk, name: str, role: str, *teams: Team) -> User:
    return _hire_all((desk, name, role, teams))[0]


def _hire_all(*people: tuple[Desk, str, str, Sequence[Team]]) -> list[User]:
    users = [User(email=f"{name}@desk.example", name=name.title()) for _, name, _, _ in people]
    for user in users:
        user.set_unusable_password()
    User.objects.bulk_create(users)
    members = [
        Member(desk=desk, user=user, role=role)
        for user, (desk, _, role, _) in zip(users, people, strict=True)
    ]
    Member.objects.bulk_create(members)
    Member.teams.through.objects.bulk_create(
        Member.teams.through(member=member, team=team)
        for member, (_, _, _, teams) in zip(members, people, strict=True)
        for team in teams
    )
    # What is sent is sent, unless a test says so.
    Habit.objects.bulk_create(Habit(user=user, undo_seconds=0) for user in users)
    return users


def sign(desk: Desk, name: str, domain: str, **fields: object) -> tuple[Customer, Contract]:
    customer = Customer.objects.create(desk=desk, name=name, time_zone="Europe/Berlin")
    CustomerDomain.objects.create(desk=desk, customer=customer, domain=domain)
    values = {"plan": "basic", "figures": {"update_every": "6h"}, **fields}
    contract = Contract.objects.create(desk=desk, customer=customer, name=f"{name} 2026", **values)
    return customer, contract


def meet(desk: Desk, customer: Customer, name: str, address: str) -> Requester:
    requester = Requester.objects.create(desk=desk, name=name, language="en")
    requester.customers.add(customer)
    RequesterAddress.objects.create(desk=desk, requester=requester, address=address)
    return requester
