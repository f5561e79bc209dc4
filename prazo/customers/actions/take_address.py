"""Take an address away from a person, or a claimed one before its owner has answered."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from prazo.accounts.changes import record_change
from prazo.accounts.operator import Operator
from prazo.customers.called import called
from prazo.customers.claims import hold
from prazo.customers.hold import hold_person
from prazo.customers.models import AddressClaim, RequesterAddress
from prazo.lib.refusal import Refusal


@transaction.atomic
def take_address(known: RequesterAddress, *, by: Operator) -> None:
    """The oldest of those left is the one we write to.

    The last one stays, unless its owner said by a link of ours that it is another person's:
    the next one typed would stand unasked, and with it all the person ever wrote (AC11).
    """
    requester = hold_person(known.requester)
    last = not requester.addresses.exclude(pk=known.pk).exists()
    if last and not _is_anothers(known):
        raise Refusal(
            "last",
            _(
                "This is the only address of this person. Add another one, and take this one away"
                " when the owner of the other has confirmed it."
            ),
        )
    about, before = called(requester), {"address": known.address}
    known.delete()
    record_change(requester.desk, by, "requester.address_removed", about, before)


@transaction.atomic
def withdraw_claim(claim: AddressClaim, *, by: Operator) -> None:
    """The mail is out; its link answers nothing any more."""
    locked = hold(claim)
    about, before = called(locked.requester), {"address": locked.address}
    locked.delete()
    record_change(locked.desk, by, "requester.address_withdrawn", about, before)


def _is_anothers(known: RequesterAddress) -> bool:
    claims = AddressClaim.objects.filter(desk=known.desk_id, address=known.address)
    return claims.filter(owned_at__isnull=False).exclude(requester=known.requester_id).exists()
