"""Give oneself a password."""

from django.db import transaction

from prazo.accounts import sign_in_links
from prazo.accounts.factors.history import record_factor
from prazo.accounts.models import User
from prazo.accounts.operator import Operator


@transaction.atomic
def set_password(password: str, *, by: Operator) -> None:
    """Links that sign in once end with the old one (S04); what else it opened is for the caller to
    end. `by.user` has the new one afterwards."""
    User.objects.select_for_update(no_key=True).get(pk=by.user.pk)
    by.user.set_password(password)
    by.user.save(update_fields=["password"])
    sign_in_links.void(by.user)
    record_factor(by.user, "account.password_set", by)
