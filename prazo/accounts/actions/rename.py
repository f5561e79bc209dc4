"""Call oneself something else."""

from django.db import transaction

from prazo.accounts.factors.history import record_factor
from prazo.accounts.models import User
from prazo.accounts.operator import Operator


@transaction.atomic
def rename(name: str, *, by: Operator) -> None:
    """Customers and colleagues know people by their names: each desk's history says who had which.
    `by.user` has the new one afterwards."""
    known = User.objects.select_for_update(no_key=True).get(pk=by.user.pk)
    by.user.name = name
    by.user.save(update_fields=["name"])
    record_factor(by.user, "account.renamed", by, {"name": known.name}, {"name": name})
