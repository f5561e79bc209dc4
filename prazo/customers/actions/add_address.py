"""One more address of a person; claimed, until its owner says that it is his (AC11)."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from prazo.accounts.changes import record_change
from prazo.accounts.operator import Operator
from prazo.customers.called import called
from prazo.customers.claims import LIFE, Asked, hold, new_token
from prazo.customers.hold import hold_person
from prazo.customers.models import AddressClaim, Entrance, Requester, RequesterAddress
from prazo.lib.once import once
from prazo.lib.refusal import Refusal

MOST = 50


@transaction.atomic
def add_address(
    requester: Requester, address: str, *, by: Operator, new: bool = False
) -> Asked | None:
    """The first stands as it is typed: then None. For any other, what to ask its owner by: also
    where it is somebody else's here, who may turn out to be the same; not of who is `new`, whose
    address he would rather be added to."""
    locked = hold_person(requester)
    address = address.lower()
    has_one = locked.addresses.exists()
    _must_be_free(locked, address, of_nobody=new or not has_one)
    if not has_one:
        _stand(locked, address, by)
        return None
    return _claim(locked, address, by)


@transaction.atomic
def ask_again(claim: AddressClaim, *, by: Operator) -> Asked:
    """With a new token; the old one answers nothing any more. Whose owner has said yes is not
    asked while the address is still somebody else's: the answer would be the same."""
    locked = hold(claim)
    known = RequesterAddress.objects.filter(desk=locked.desk_id, address=locked.address)
    if locked.owned_at is not None and known.exists():
        raise Refusal("taken", TAKEN, "address", {"address": locked.address})
    token, locked.token_hash = new_token()
    locked.expires_at, locked.asked_at, locked.owned_at = by.at + LIFE, None, None
    locked.save(update_fields=["token_hash", "expires_at", "asked_at", "owned_at"])
    _record(locked, "requester.address_asked", by)
    return Asked(locked, token)


def _must_be_free(requester: Requester, address: str, *, of_nobody: bool) -> None:
    owner = RequesterAddress.objects.filter(desk=requester.desk_id, address=address).first()
    wrong = None
    if owner is not None and owner.requester_id == requester.pk:
        wrong = _("%(address)s is known already.")
    elif owner is not None and of_nobody:
        wrong = TAKEN
    elif Entrance.objects.filter(address=address).exists():
        wrong = _("%(address)s is an address of a desk, not of a person.")
    if wrong is not None:
        raise Refusal("taken", wrong, "address", {"address": address})
    if requester.addresses.count() + requester.claims.count() >= MOST:
        raise Refusal(
            "too_many", _("A person has %(most)s addresses at most."), "address", {"most": MOST}
        )


def _stand(requester: Requester, address: str, by: Operator) -> None:
    with once("address_once", Refusal("taken", TAKEN, "address", {"address": address})):
        RequesterAddress.objects.create(
            desk_id=requester.desk_id, requester=requester, address=address
        )
    record_change(
        requester.desk,
        by,
        "requester.address_added",
        called(requester),
        after={"address": address},
    )


def _claim(requester: Requester, address: str, by: Operator) -> Asked:
    token, hashed = new_token()
    claimed = Refusal(
        "claimed",
        _(
            "%(address)s is claimed already, for this person or another one here. Find it under"
            " Requesters, and take it away there first."
        ),
        "address",
        {"address": address},
    )
    with once("address_claim_once", claimed):
        claim = AddressClaim.objects.create(
            desk=requester.desk,
            requester=requester,
            address=address,
            token_hash=hashed,
            made_at=by.at,
            by=by.user,
            expires_at=by.at + LIFE,
        )
    _record(claim, "requester.address_claimed", by)
    return Asked(claim, token)


def _record(claim: AddressClaim, what: str, by: Operator) -> None:
    after = {"address": claim.address}
    record_change(claim.desk, by, what, called(claim.requester), after=after)


TAKEN = _("%(address)s belongs to somebody else at this desk. Take it from them first.")
