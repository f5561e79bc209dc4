"""Put somebody behind a role of the agreement, such as its escalation contact; or end that."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from prazo.accounts.changes import record_change
from prazo.accounts.models import Desk, Member, RoleHolder, User
from prazo.accounts.operator import Operator
from prazo.lib.refusal import Refusal


@transaction.atomic
def appoint(desk: Desk, role: str, *, user: User | None, address: str, by: Operator) -> RoleHolder:
    """A member of the desk, or the address of somebody who has no account here."""
    if (user is None) == (not address):
        raise Refusal("one_of_two", _("Choose a person, or write an address: one of them."), "user")
    if user is not None and not Member.objects.filter(desk=desk, user=user).exists():
        raise Refusal("not_member", _("%(who)s does not work at this desk."), "user", {"who": user})
    Desk.objects.select_for_update(no_key=True).get(
        pk=desk.pk
    )  # nulls are not held unique: one at a time
    known = RoleHolder.objects.filter(desk=desk, role=role, user=user, address=address).first()
    if known is not None:
        raise Refusal("held", _("Stands behind this role already."), "user" if user else "address")
    holder = RoleHolder.objects.create(desk=desk, role=role, user=user, address=address)
    record_change(desk, by, "role.given", role, after={"holder": _shown(holder)})
    return holder


@transaction.atomic
def dismiss(holder: RoleHolder, *, by: Operator) -> None:
    record_change(holder.desk, by, "role.taken", holder.role, before={"holder": _shown(holder)})
    holder.delete()


def _shown(holder: RoleHolder) -> str:
    return holder.user.email if holder.user else holder.address
