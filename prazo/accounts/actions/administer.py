"""Make somebody an administrator of the whole installation, or take that back."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from prazo.accounts import sign_in_links
from prazo.accounts.changes import record_change
from prazo.accounts.members import must_not_be_oneself
from prazo.accounts.models import Desk, Member, User
from prazo.accounts.operator import Operator
from prazo.lib.refusal import Refusal


@transaction.atomic
def administer(member: Member, administers: bool, *, by: Operator) -> None:
    """Only who administers it may; since nobody may do it to himself, one always remains. Links
    that were made before, by who may not do so much, sign nobody in any more (AC10)."""
    now = User.objects.filter(administers=True).order_by("pk").select_for_update(no_key=True)
    if by.user.pk not in [one.pk for one in now]:
        raise Refusal(
            "not_allowed",
            _("Only an administrator of the installation makes another one."),
            "administers",
        )
    must_not_be_oneself(member, by)
    user = User.objects.select_for_update(no_key=True).get(pk=member.user_id)
    before = {"administers": user.administers}
    user.administers = administers
    user.save(update_fields=["administers"])
    sign_in_links.void(user)
    after = {"administers": administers}
    for desk in Desk.objects.order_by("pk"):  # he is an admin of each from now on, or was
        record_change(desk, by, "account.administers", user.email, before, after)
