"""Six figures that an authenticator app shows for thirty seconds (RFC 6238)."""

import re
from datetime import datetime

from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
)
from django.db import transaction
from django.utils.safestring import SafeString, mark_safe

from prazo.accounts.models import User

PERIOD = 30
TOLERANCE = 1
"""Codes before and after the present one that hold: clocks of telephones are never quite right."""


def new_secret() -> str:
    """160 random bits in base32, as an app takes them."""
    return str(generate_totp_secret())


def address(user: User, secret: str) -> str:
    """`otpauth://…`, which an app opens by itself."""
    return str(get_adapter().build_totp_url(user, secret))


def picture(user: User, secret: str) -> SafeString:
    """A QR code of it as SVG, in black on nothing."""
    drawn: str = get_adapter().build_totp_svg(address(user, secret))
    return mark_safe(re.sub(r"^<\?xml[^>]*\?>\s*", "", drawn))  # noqa: S308 - our own drawing


def enrol(user: User, secret: str, code: str, at: datetime) -> bool:
    """Keep the secret, once a code proves that an app has it."""
    counter = _counter_of(secret, code, at, after=-1)
    if counter is None or Authenticator.objects.filter(user=user, type="totp").exists():
        return False
    made = TOTP.activate(user, secret).instance
    made.data["last"] = counter
    made.last_used_at = at
    made.save(update_fields=["data", "last_used_at"])
    return True


@transaction.atomic
def holds(user: User, code: str, at: datetime) -> bool:
    """Whether the app shows this now. A code holds once, and none before it any more (S08)."""
    kept = (
        Authenticator.objects.select_for_update()
        .filter(user=user, type=Authenticator.Type.TOTP)
        .first()
    )
    if kept is None:
        return False
    secret = get_adapter().decrypt(kept.data["secret"])
    counter = _counter_of(secret, code, at, after=int(kept.data.get("last", -1)))
    if counter is None:
        return False
    kept.data["last"] = counter
    kept.last_used_at = at
    kept.save(update_fields=["data", "last_used_at"])
    return True


def _counter_of(secret: str, code: str, at: datetime, after: int) -> int | None:
    now = int(at.timestamp()) // PERIOD
    for counter in range(now - TOLERANCE, now + TOLERANCE + 1):
        expected = format_hotp_value(hotp_value(secret, counter))
        if counter > after and compare_user_code(actual=code, expected=expected):
            return counter
    return None
