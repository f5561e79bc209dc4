"""Give oneself a password."""

from django.db import transaction

from prazo.accounts.factors.history import record_factor
from prazo.accounts.models import User
from prazo.accounts.operator import Operator


@transaction.atomic
def set_password(password: str, *, by: Operator) -> None:
    """What the old one opened is for the caller to end. `by.user` has the new one afterwards."""
    User.objects.select_for_update(no_key=True).get(pk=by.user.pk)
    by.user.set_password(password)
    by.user.save(update_fields=["password"])
    record_factor(by.user, "account.password_set", by)
