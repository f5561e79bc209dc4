"""Take all factors from somebody who lost them. He signs in by password and sets up new ones."""

from allauth.socialaccount.models import SocialAccount
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from prazo.accounts import sign_ins
from prazo.accounts.factors.held import drop_all, held_by
from prazo.accounts.factors.history import record_factor
from prazo.accounts.members import must_not_be_oneself, must_outrank
from prazo.accounts.models import Member, User
from prazo.accounts.operator import Operator
from prazo.lib.refusal import Refusal


@transaction.atomic
def reset_factors(member: Member, *, by: Operator) -> None:
    """Only by who may do all that the person may (AC10). Every session of the person ends, and the
    tie to a subject at the identity provider is forgotten."""
    must_not_be_oneself(member, by)
    must_outrank(member, by)
    user = User.objects.select_for_update(no_key=True).get(pk=member.user_id)
    held = held_by(user)
    tied = SocialAccount.objects.filter(user=user)
    if not held and not tied.exists():
        raise Refusal("no_factor", _("There is no second factor to take."), conflict=True)
    drop_all(user)
    tied.delete()
    sign_ins.end_all(user)
    before = {"factors": held.names()}
    record_factor(user, "account.factors_reset", by, before=before, after={"factors": []})
