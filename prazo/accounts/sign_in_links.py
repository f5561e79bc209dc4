"""Links that sign in once, within an hour. Only their hashes are kept (S02, S03)."""

import hashlib
import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from prazo.accounts.models import SignInLink, User

LIFE = timedelta(hours=1)


def make(user: User, as_of: datetime) -> str:
    """A token of 256 random bits for this person; earlier ones stay good until they lapse."""
    token = secrets.token_urlsafe(32)
    SignInLink.objects.create(user=user, token_hash=_hashed(token), expires_at=as_of + LIFE)
    return token


def void(user: User) -> None:
    """Those not used yet sign nobody in any more."""
    SignInLink.objects.filter(user=user, used_at__isnull=True).delete()


def address_of(token: str) -> str:
    """Where to go with it, on the configured origin only (S01)."""
    return f"{settings.ADDRESS}/sign-in/link/{token}"


def holder(token: str, as_of: datetime) -> User | None:
    """Whom an unused link would sign in; looking does not use it up."""
    link = _good(token, as_of).select_related("user").first()
    return link.user if link else None


def use(token: str, as_of: datetime) -> User | None:
    """Use the link up and say whom it signs in; of two at once, one does."""
    with transaction.atomic():
        link = _good(token, as_of).select_for_update(of=("self",)).select_related("user").first()
        if link is None:
            return None
        link.used_at = as_of
        link.save(update_fields=["used_at"])
    return link.user


def _good(token: str, as_of: datetime) -> QuerySet[SignInLink]:
    return SignInLink.objects.filter(
        token_hash=_hashed(token),
        expires_at__gt=as_of,
        used_at__isnull=True,
        user__is_active=True,
    )


def _hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
