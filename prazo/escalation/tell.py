"""Who stands behind the words of an escalation step: assignee, team, lead, a role."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from prazo.accounts.absences import Away, stand_in
from prazo.accounts.models import Absence, Member, Role, RoleHolder, Team, User
from prazo.accounts.models.member import WORKING
from prazo.desk.models import Ticket

REQUESTER = "requester"
DESK_ADMIN = "desk admin"
"""As what an admin is told for want of others; no agreement can name a role so."""
SUBSTITUTE = "substitute"
"""As what somebody is told for an assignee who is away."""
ANYBODY = ("team_lead", DESK_ADMIN, "all_teams")
STAND_INS = {"assignee": ("assignee", SUBSTITUTE, "team", *ANYBODY), REQUESTER: (REQUESTER,)}
"""Who is told for a word behind which nobody stands: the first of these that is somebody."""

Person = tuple[str, str, int | None]
"""Name, address, and who it is where there is an account."""


@dataclass(frozen=True, slots=True)
class Reached:
    """One person a step reached, and as what (B11)."""

    role: str
    name: str
    address: str
    user: int | None = None  # who has no account here has none

    def as_json(self) -> dict[str, str]:
        return {"role": self.role, "name": self.name, "address": self.address}


class Circle:
    """Those a step reached, and what is written of them: made once for all tickets alike."""

    def __init__(self, people: Sequence[Reached]) -> None:
        self.people = people
        self.records = [person.as_json() for person in people]
        self.roles = [f"{person.name} ({person.role})" for person in people]
        self.colleagues = [person for person in people if person.role != REQUESTER]
        self.users = [person.user for person in self.colleagues if person.user is not None]
        self.addresses = [person.address for person in self.colleagues]
        self.names = ", ".join(person.name for person in self.colleagues)


NOBODY = Circle(())


class Directory:
    """The people of some desks at an instant, read once for a batch of steps."""

    def __init__(self, desks: Iterable[int], as_of: datetime) -> None:
        self._desks = set(desks)
        self._circles: dict[tuple[object, ...], Circle] = {}
        self._members: dict[int, list[Member]] = defaultdict(list)
        self._teams: dict[int, set[int]] = defaultdict(set)  # member → teams
        self._holders: dict[tuple[int, str], list[RoleHolder]] = defaultdict(list)
        self._named = {(team.desk_id, team.identifier): team for team in self._read_teams()}
        self._private = {team.pk: team for team in self._named.values() if team.private}
        members = Member.objects.filter(desk_id__in=self._desks, user__is_active=True)
        for member in members.select_related("user"):
            self._members[member.desk_id].append(member)
        links = Member.teams.through.objects.filter(member__desk_id__in=self._desks)
        for member_id, team_id in links.values_list("member_id", "team_id"):
            self._teams[member_id].add(team_id)
        self._away: dict[tuple[int, int], Away] = self._read_away(as_of)
        holders = RoleHolder.objects.filter(desk_id__in=self._desks).exclude(user__is_active=False)
        for holder in holders.select_related("user"):
            self._holders[holder.desk_id, holder.role].append(holder)

    def circle(self, ticket: Ticket, words: tuple[str, ...]) -> Circle:
        """The same value for tickets of one desk, team and assignee."""
        if REQUESTER in words:
            return Circle(self.reached(ticket, words))
        key = (ticket.desk_id, ticket.team_id, ticket.assignee_id, words)
        known = self._circles.get(key)
        if known is None:
            known = self._circles[key] = Circle(self.reached(ticket, words))
        return known

    def reached(self, ticket: Ticket, words: Iterable[str]) -> list[Reached]:
        """Everybody `words` mean for this ticket, each once, and as what he is told.

        What is assigned to somebody who is away is told to who stands in for him; what nobody has,
        or nobody stands in for, is told to its team. A word nobody stands behind falls to the
        leads of the desk, then to its admins, then to all its agents: a lapse is never told to
        no one while anybody works there. Nobody stands in for the requester.
        """
        found: dict[str, Reached] = {}
        for word in words:
            for role in STAND_INS.get(word, (word, *ANYBODY)):
                if people := self._behind(ticket, role):
                    for name, address, user in people:
                        found.setdefault(address, Reached(role, name, address, user))
                    break
        return list(found.values())

    def team(self, desk_id: int, identifier: str) -> Team | None:
        return self._named.get((desk_id, identifier))

    def private_team(self, ticket: Ticket) -> Team | None:
        """The one it is private to: what it is about is not written to who only must know that
        something lapses."""
        return self._private.get(ticket.team_id or 0)

    def _read_teams(self) -> Iterable[Team]:
        return Team.objects.filter(desk_id__in=self._desks)

    def _read_away(self, as_of: datetime) -> dict[tuple[int, int], Away]:
        now = Absence.objects.filter(
            desk_id__in=self._desks, starts_at__lte=as_of, ends_at__gt=as_of
        )
        return {
            (desk, user): Away(since, until, substitute)
            for desk, user, since, until, substitute in now.values_list(
                "desk_id", "user_id", "starts_at", "ends_at", "substitute_id"
            )
        }

    def _behind(self, ticket: Ticket, word: str) -> list[Person]:
        match word:
            case "assignee":
                away = (ticket.desk_id, ticket.assignee_id) in self._away
                return [] if away else self._one(ticket.desk_id, ticket.assignee_id)
            case word if word == SUBSTITUTE:
                return self._substitute(ticket)
            case "team":
                return self._team(ticket)
            case "team_lead":
                return self._leads(ticket)
            case "all_teams":
                return self._all(ticket)
            case word if word == DESK_ADMIN:
                return self._admins(ticket)
            case word if word == REQUESTER:
                person = ticket.requester
                return [(str(person), person.address, None)] if person and person.address else []
            case role:
                return [
                    _person(holder.user) if holder.user else (holder.address, holder.address, None)
                    for holder in self._holders[ticket.desk_id, role]
                ]

    def _one(self, desk: int, user: int | None) -> list[Person]:
        return [_person(m.user) for m in self._members[desk] if m.user_id == user]

    def _substitute(self, ticket: Ticket) -> list[Person]:
        if ticket.assignee_id is None:
            return []
        desk = ticket.desk_id
        people = {m.user_id for m in self._members[desk] if m.role in WORKING}
        user = stand_in(ticket.assignee_id, lambda one: self._away.get((desk, one)), people)
        return self._one(desk, user)

    def _all(self, ticket: Ticket) -> list[Person]:
        return [_person(m.user) for m in self._members[ticket.desk_id] if self._works(m)]

    def _team(self, ticket: Ticket) -> list[Person]:
        return [
            _person(member.user)
            for member in self._members[ticket.desk_id]
            if self._works(member)
            and (ticket.team_id is None or ticket.team_id in self._teams[member.pk])
        ]

    def _leads(self, ticket: Ticket) -> list[Person]:
        leads = [m for m in self._members[ticket.desk_id] if m.role == Role.LEAD]
        own = [m for m in leads if ticket.team_id in self._teams[m.pk]]
        return [_person(member.user) for member in own or leads]

    def _admins(self, ticket: Ticket) -> list[Person]:
        members = self._members[ticket.desk_id]
        return [_person(member.user) for member in members if member.role == Role.ADMIN]

    @staticmethod
    def _works(member: Member) -> bool:
        return member.role in (Role.AGENT, Role.LEAD)


def _person(user: User) -> Person:
    return str(user), user.email, user.pk
