"""Forget all factors of somebody, and where he is signed in."""

from allauth.socialaccount.models import SocialAccount
from django.db import transaction

from prazo.accounts import sign_ins
from prazo.accounts.factors.held import drop_all, factors_of
from prazo.accounts.factors.history import record_factor
from prazo.accounts.models import User
from prazo.accounts.operator import Operator


@transaction.atomic
def forget_factors(user: User, *, by: Operator) -> bool:
    """False where there was nothing to forget. The tie to a subject at the identity provider is
    forgotten with them. Who may ask for it is for the caller to know."""
    locked = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    held, tied = factors_of(locked), SocialAccount.objects.filter(user=locked)
    was_tied = tied.exists()
    if not held and not was_tied:
        return False
    tied.delete()
    drop_all(locked)
    sign_ins.end_all(locked)
    before = {"factors": held.names(), "tied": was_tied}
    after = {"factors": [], "tied": False}
    record_factor(locked, "account.factors_reset", by, before, after)
    return True
