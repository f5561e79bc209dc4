"""Give a member of a desk another role, or other teams. Holds from the next request on."""

from collections.abc import Sequence

from django.db import transaction

from prazo.accounts.changes import record_change
from prazo.accounts.members import (
    locked_member,
    member_facts,
    must_be_teams_of,
    must_give,
    must_not_be_oneself,
)
from prazo.accounts.models import Member, Role, Team
from prazo.accounts.operator import Operator


@transaction.atomic
def change_member(member: Member, role: Role, teams: Sequence[Team], *, by: Operator) -> Member:
    """One may change one's own teams, not one's own role."""
    locked = locked_member(member)
    must_be_teams_of(locked.desk, teams)
    before = member_facts(locked)
    if role != locked.role:
        must_not_be_oneself(locked, by)
        must_give(role, locked.desk, by)
        must_give(Role(locked.role), locked.desk, by)
        locked.role = role
        locked.save(update_fields=["role"])
    locked.teams.set(teams)
    about = locked.user.email
    record_change(locked.desk, by, "member.changed", about, before, member_facts(locked))
    return locked
