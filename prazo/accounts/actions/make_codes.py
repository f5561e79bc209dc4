"""Make oneself new recovery codes; those before them are void."""

from django.db import transaction

from prazo.accounts.factors import recovery
from prazo.accounts.factors.history import record_factor
from prazo.accounts.operator import Operator


@transaction.atomic
def make_codes(*, by: Operator) -> None:
    recovery.make(by.user)
    record_factor(by.user, "account.codes_made", by)
