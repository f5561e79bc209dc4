"""Write down what was used of a quota, or take such a line back."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from prazo.accounts.models import User
from prazo.customers.models import Contract, QuotaUse
from prazo.lib.once import once
from prazo.lib.refusal import Refusal

MOST = 10_000


@transaction.atomic
def use_quota(
    contract: Contract,
    *,
    entitlement: str,
    amount: int,
    used_on: date,
    note: str,
    by: User,
    at: datetime,
) -> QuotaUse:
    """`amount` is what was used; of more than is left too, which the card then shows as owed."""
    if not 0 < amount <= MOST:
        raise Refusal(
            "amount", _("Write how many were used, from 1 to %(n)s."), "amount", {"n": MOST}
        )
    return QuotaUse.objects.create(
        desk_id=contract.desk_id,
        contract=contract,
        entitlement=entitlement,
        amount=amount,
        used_on=used_on,
        note=note,
        by=by,
        at=at,
    )


@transaction.atomic
def take_back(use: QuotaUse, *, by: User, at: datetime) -> QuotaUse:
    """The line stays; a second one says that it does not count."""
    taken = Refusal("taken_back", _("It was taken back already."), conflict=True)
    if use.takes_back_id is not None:
        raise taken
    with once("customers_quotause_takes_back_id_key", taken):
        return QuotaUse.objects.create(
            desk_id=use.desk_id,
            contract_id=use.contract_id,
            entitlement=use.entitlement,
            amount=-use.amount,
            used_on=use.used_on,
            takes_back=use,
            by=by,
            at=at,
        )
