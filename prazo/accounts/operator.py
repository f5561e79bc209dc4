"""Who changes a setting, when, and from where; and how far his power reaches (AC10)."""

from dataclasses import dataclass
from datetime import datetime

from prazo.accounts.models import Desk, Member, Role, User
from prazo.accounts.models.member import RANK


@dataclass(frozen=True, slots=True)
class Operator:
    """`place` is the network address he came from, None where there is none."""

    user: User
    at: datetime
    place: str | None = None

    def role_at(self, desk: Desk) -> Role | None:
        """Who administers the installation is an admin of every desk."""
        if self.user.administers:
            return Role.ADMIN
        member = Member.objects.filter(user=self.user, desk=desk).first()
        return Role(member.role) if member else None

    def may_set_up(self, desk: Desk) -> bool:
        return self.role_at(desk) is Role.ADMIN

    def may_give(self, role: Role, desk: Desk) -> bool:
        """Nobody gives more than he has."""
        held = self.role_at(desk)
        return held is Role.ADMIN and RANK[held] >= RANK[role]

    def outranks(self, other: User) -> bool:
        """Whether all that `other` may do, this one may: only then may he let somebody in as
        `other`, or shut him out of his account."""
        if self.user.administers:
            return True
        if other.administers:
            return False
        own = self.user.memberships.filter(role=Role.ADMIN).values("desk")
        return not Member.objects.filter(user=other).exclude(desk__in=own).exists()
