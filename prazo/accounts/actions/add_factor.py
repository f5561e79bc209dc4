"""Give oneself a second factor. The first one ends what was signed in without it."""

from collections.abc import Callable

from django.db import transaction

from prazo.accounts import sign_ins
from prazo.accounts.factors import recovery
from prazo.accounts.factors.held import has_factor
from prazo.accounts.factors.history import record_factor
from prazo.accounts.models import User
from prazo.accounts.operator import Operator


@transaction.atomic
def add_factor(name: str, add: Callable[[], bool], *, by: Operator, session_key: str) -> bool:
    """False where `add` keeps nothing, as what was shown was not right. `name` is for the history.

    With the first factor come recovery codes, and every other session ends: so whoever has a
    factor is nowhere signed in without it.
    """
    user = User.objects.select_for_update(no_key=True).get(pk=by.user.pk)
    is_first = not has_factor(user)
    if not add():
        return False
    if is_first:
        recovery.make(user)
        sign_ins.end_all(user, but=session_key)
    record_factor(user, "account.factor_added", by, after={"factor": name})
    return True
