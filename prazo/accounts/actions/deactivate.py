"""Shut an account out of everything, at once; or let it in again."""

from django.db import transaction

from prazo.accounts import sign_ins
from prazo.accounts.changes import record_change
from prazo.accounts.members import must_not_be_oneself, must_outrank
from prazo.accounts.models import Member, SignInLink, User
from prazo.accounts.operator import Operator


@transaction.atomic
def deactivate(member: Member, *, by: Operator) -> None:
    """Every session of the account ends, and its links with it."""
    must_not_be_oneself(member, by)
    _set_active(member, by, active=False)
    SignInLink.objects.filter(user=member.user, used_at__isnull=True).delete()
    sign_ins.end_all(member.user)


@transaction.atomic
def activate(member: Member, *, by: Operator) -> None:
    _set_active(member, by, active=True)


def _set_active(member: Member, by: Operator, *, active: bool) -> None:
    must_outrank(member, by)
    user = User.objects.select_for_update(no_key=True).get(pk=member.user_id)
    if user.is_active == active:
        return
    user.is_active = active
    user.save(update_fields=["is_active"])
    what = "account.activated" if active else "account.deactivated"
    before, after = {"active": not active}, {"active": active}
    for membership in Member.objects.filter(user=user).select_related("desk"):
        record_change(membership.desk, by, what, user.email, before, after)
