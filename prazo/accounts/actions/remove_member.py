"""Take somebody off a desk. The account stays, and so does all that was written with it."""

from django.db import transaction

from prazo.accounts.changes import record_change
from prazo.accounts.members import locked_member, member_facts, must_give, must_not_be_oneself
from prazo.accounts.models import Member, Role, RoleHolder
from prazo.accounts.operator import Operator


@transaction.atomic
def remove_member(member: Member, *, by: Operator) -> None:
    """The roles of the agreement that he stood behind at this desk are left with him."""
    locked = locked_member(member)
    must_not_be_oneself(locked, by)
    must_give(Role(locked.role), locked.desk, by)
    held = RoleHolder.objects.filter(desk=locked.desk, user=locked.user)
    before = member_facts(locked) | {"roles": sorted(held.values_list("role", flat=True))}
    held.delete()
    record_change(locked.desk, by, "member.removed", locked.user.email, before=before)
    locked.delete()
