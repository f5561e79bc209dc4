"""Links by which the owner of a claimed address says whether it is his.

Good for a week and for one answer; only their hashes are kept (S02, S03).
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from prazo.customers.models import AddressClaim
from prazo.lib.refusal import Refusal

LIFE = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Asked:
    """A claim, and the one copy of its token that there is: for the mail to its owner."""

    claim: AddressClaim
    token: str


def new_token() -> tuple[str, str]:
    """256 random bits, and what is kept of them."""
    token = secrets.token_urlsafe(32)
    return token, _hashed(token)


def link(token: str) -> str:
    """Where to go with it, on the configured origin only (S01)."""
    return f"{settings.ADDRESS}/address/{token}"


def claims_of(token: str, as_of: datetime) -> QuerySet[AddressClaim]:
    """The one claim that this token still answers, or none."""
    return AddressClaim.objects.filter(token_hash=_hashed(token), expires_at__gt=as_of)


def hold(claim: AddressClaim) -> AddressClaim:
    """Locked, as it is now: of an act on it and its owner's answer, one is first."""
    rows = AddressClaim.objects.select_for_update(of=("self",)).select_related("desk", "requester")
    found = rows.filter(pk=claim.pk).first()
    if found is None:
        raise Refusal("answered", _("Its owner has answered meanwhile."), conflict=True)
    return found


def masked(address: str) -> str:
    """Enough for whoever has it to know it by, and no more: l•••@aurora.example."""
    local, _at, domain = address.rpartition("@")
    return f"{local[:1] if len(local) > 1 else ''}•••@{domain}"


def _hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
