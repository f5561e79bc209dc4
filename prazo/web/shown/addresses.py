"""By which addresses a person is known or claimed to be, and how sure that is, in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from prazo.customers.models import AddressClaim, Requester, RequesterAddress
from prazo.web.shown.due import moment


@dataclass(frozen=True, slots=True)
class ShownAddress:
    """`claim`: whether `pk` is a claim's. `wrong`: somebody of the desk must do something.

    `other` is the person here whose address it is by now; `agreed`: its owner says they are one.
    """

    pk: int
    address: str
    state: str
    claim: bool = False
    wrong: bool = False
    other: Requester | None = None
    agreed: bool = False


def addresses_of(person: Requester, now: datetime) -> list[ShownAddress]:
    """In the order in which they became known; the first is the one we write to."""
    known = [
        ShownAddress(one.pk, one.address, _known_since(one, now, first=nth == 0))
        for nth, one in enumerate(person.addresses.order_by("pk"))
    ]
    claims = list(person.claims.order_by("pk"))
    others = _others(person, claims)
    return [*known, *(_claimed(one, others, now) for one in claims)]


def _known_since(known: RequesterAddress, now: datetime, *, first: bool) -> str:
    words = [_("the first: we write to it")] if first else []
    if known.confirmed_at is not None:
        words.append(_("confirmed %(when)s") % {"when": moment(known.confirmed_at, now)})
    elif not first:
        words.append(_("known from before owners were asked"))
    return " · ".join(words)


def _others(person: Requester, claims: list[AddressClaim]) -> Mapping[str, Requester]:
    """Who has a claimed address here by now, by address."""
    if not claims:
        return {}
    found = RequesterAddress.objects.filter(
        desk=person.desk_id, address__in=[claim.address for claim in claims]
    )
    return {known.address: known.requester for known in found.select_related("requester")}


def _claimed(claim: AddressClaim, others: Mapping[str, Requester], now: datetime) -> ShownAddress:
    other = others.get(claim.address)
    state, wrong = _state(claim, now, taken=other is not None)
    agreed = other is not None and claim.owned_at is not None
    return ShownAddress(claim.pk, claim.address, state, True, wrong, other, agreed)


def _state(claim: AddressClaim, now: datetime, *, taken: bool) -> tuple[str, bool]:
    if claim.owned_at is not None:
        words = (
            _("its owner said yes %(when)s, but it belongs to somebody else here")
            if taken
            else _("its owner said yes %(when)s, when it was somebody else's: ask again")
        )
        return words % {"when": moment(claim.owned_at, now)}, True
    if claim.asked_at is None:
        return _("not asked yet: no mail could be sent"), True
    if claim.expires_at <= now:
        return _("expired %(when)s, without an answer") % {
            "when": moment(claim.expires_at, now)
        }, True
    return _("waiting for its owner since %(when)s") % {"when": moment(claim.asked_at, now)}, taken
