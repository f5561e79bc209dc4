"""Tie an account to whom an identity provider knows, who signs in to it from now on."""

from allauth.socialaccount.models import SocialAccount
from django.db import transaction

from prazo.accounts.factors.history import record_factor
from prazo.accounts.models import User
from prazo.accounts.operator import Operator


@transaction.atomic
def tie(provider: str, subject: str, *, by: Operator) -> bool:
    """His own account. False where it is tied to another subject there, or the subject to another
    account. Who may ask for it is for the caller to know."""
    user = User.objects.select_for_update(no_key=True).get(pk=by.user.pk)
    if SocialAccount.objects.filter(user=user, provider=provider).exists():
        return False
    _kept, made = SocialAccount.objects.get_or_create(
        provider=provider, uid=subject, defaults={"user": user}
    )
    if made:
        record_factor(user, "account.tied", by, after={"provider": provider, "subject": subject})
    return bool(made)
