"""Tickets leave the desk as a file: who took them, when, how many and what of them."""

from collections.abc import Mapping, Sequence

from django.db import transaction

from prazo.accounts.changes import record_change
from prazo.accounts.models import Desk
from prazo.accounts.operator import Operator


@transaction.atomic
def record_export(
    name: str, tickets: Mapping[int, int], columns: Sequence[str], *, by: Operator
) -> None:
    """`tickets`: how many of each desk, by its id. Of what was called `name`."""
    for desk in Desk.objects.filter(pk__in=list(tickets)):
        taken = {"tickets": tickets[desk.pk], "columns": list(columns)}
        record_change(desk, by, "queue.exported", name, None, taken)
