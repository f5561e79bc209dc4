"""Give up one of one's own factors."""

from allauth.mfa.models import Authenticator
from django.db import transaction

from prazo.accounts.factors.held import give_up
from prazo.accounts.factors.history import record_factor
from prazo.accounts.operator import Operator


@transaction.atomic
def give_up_factor(factor: Authenticator, name: str, *, by: Operator) -> None:
    """The last one is refused where a desk asks for two. `name` is for the history."""
    give_up(by.user, factor)
    record_factor(by.user, "account.factor_removed", by, before={"factor": name})
