"""Ten codes on paper, each good once, for when everything else is lost."""

from datetime import datetime

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes

from prazo.accounts.models import User


def make(user: User) -> None:
    """New codes; those before them are void."""
    if kept := _kept(user):
        kept.delete()
    RecoveryCodes.activate(user)


def unused(user: User) -> list[str]:
    kept = _kept(user)
    codes: list[str] = RecoveryCodes(kept).get_unused_codes() if kept else []
    return codes


def holds(user: User, code: str, at: datetime) -> bool:
    """Whether this is one that was not used; it is now."""
    kept = _kept(user)
    if kept is None or not RecoveryCodes(kept).validate_code(code):
        return False
    Authenticator.objects.filter(pk=kept.pk).update(last_used_at=at)
    return True


def _kept(user: User) -> Authenticator | None:
    mine = Authenticator.objects.filter(user=user, type=Authenticator.Type.RECOVERY_CODES)
    return mine.first()
