"""The owner of a claimed address says whether it is his. Of two answers at once, one counts."""

from datetime import datetime
from enum import StrEnum

from django.db import transaction

from prazo.accounts.changes import record_own_change
from prazo.customers.called import called
from prazo.customers.claims import claims_of
from prazo.customers.models import AddressClaim, RequesterAddress


class Answered(StrEnum):
    JOINED = "joined"
    DECLINED = "declined"
    ELSEWHERE = "elsewhere"  # it is somebody else's at this desk by now, and stays so


@transaction.atomic
def answer_claim(token: str, *, yes: bool, at: datetime) -> Answered | None:
    """None where the token answers nothing (any more). Uses it up."""
    claim = claims_of(token, at).select_for_update(of=("self",)).first()
    if claim is None:
        return None
    if not yes:
        claim.delete()
        return _recorded(claim, Answered.DECLINED, at)
    known, _made = RequesterAddress.objects.get_or_create(
        desk_id=claim.desk_id,
        address=claim.address,
        defaults={"requester_id": claim.requester_id, "confirmed_at": at},
    )
    if known.requester_id == claim.requester_id:
        claim.delete()
        return _recorded(claim, Answered.JOINED, at)
    claim.token_hash, claim.owned_at = None, at
    claim.save(update_fields=["token_hash", "owned_at"])
    return _recorded(claim, Answered.ELSEWHERE, at)


def _recorded(claim: AddressClaim, answered: Answered, at: datetime) -> Answered:
    said = {"address": claim.address}
    before, after = (said, {}) if answered is Answered.DECLINED else ({}, said)
    about = called(claim.requester)
    record_own_change(claim.desk_id, at, WHAT[answered], about, before, after)
    return answered


WHAT = {
    Answered.JOINED: "requester.address_confirmed",
    Answered.DECLINED: "requester.address_declined",
    Answered.ELSEWHERE: "requester.address_elsewhere",
}
