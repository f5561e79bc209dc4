"""Passkeys (WebAuthn): a key that never leaves its device, bound to our address."""

import json
import struct
from collections.abc import MutableMapping
from datetime import datetime
from ipaddress import ip_address
from typing import Any, cast

from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal import auth
from django.conf import settings
from django.core.exceptions import ValidationError
from fido2.utils import websafe_decode, websafe_encode

from prazo.accounts.factors.adapter import host
from prazo.accounts.models import User

MOST_BYTES = 32 * 1024
"""Of what a browser answers; an attestation is some 2 kB."""
Options = dict[str, Any]


def possible() -> bool:
    """Browsers make them for a name by https (or this very machine), never for a bare address."""
    try:
        ip_address(host())
    except ValueError:
        return settings.ADDRESS.startswith("https:") or host() == "localhost"
    return False


def begin_adding(user: User) -> Options:
    """What the browser is asked, as JSON; the challenge waits in the session.

    The key must know its owner (a finger, a face, a PIN): then it signs in without a password.
    """
    return _plain(auth.begin_registration(user, passwordless=True))


def add(user: User, name: str, answer: str, at: datetime) -> bool:
    """Keep what the browser made; False where it does not answer what it was asked."""
    credential = _read(answer)
    if credential is None or not _adds_up(credential):
        return False
    made = auth.WebAuthn.add(user, name, _kept_of(credential)).instance
    Authenticator.objects.filter(pk=made.pk).update(created_at=at)
    return True


def begin(user: User | None) -> Options:
    """Of the keys of `user`; None asks for whichever key the person has for this address."""
    return _plain(auth.begin_authentication(user))


def holds(user: User, answer: str, at: datetime) -> bool:
    """Whether one of the person's keys signed the challenge that waits; it waits no more."""
    credential = _read(answer)
    if credential is None:
        return False
    try:
        key = auth.complete_authentication(user, credential)
    except (ValidationError, *UNREADABLE):
        return False
    finally:
        auth.clear_state()
    Authenticator.objects.filter(pk=key.pk).update(last_used_at=at)
    return True


def owner(answer: str, at: datetime) -> User | None:
    """Who an unasked-for key belongs to, once it has signed."""
    credential = _read(answer)
    if credential is None:
        return None
    try:
        user = cast(User, auth.extract_user_from_response(credential))
    except (ValidationError, *UNREADABLE):
        auth.clear_state()
        return None
    return user if holds(user, answer, at) and user.is_active else None


UNREADABLE = (ValueError, TypeError, LookupError, AttributeError, RecursionError, struct.error)
"""What the library raises for bytes that are no answer of an authenticator."""


def _adds_up(credential: Options) -> bool:
    try:
        auth.complete_registration(credential)
    except (ValidationError, *UNREADABLE):
        return False
    finally:
        auth.clear_state()
    return True


def _kept_of(credential: Options) -> Options:
    """What is needed of it, and nothing else a browser might send along."""
    response, kept = credential["response"], ("clientDataJSON", "attestationObject")
    return {
        **{name: _websafe(credential[name]) for name in ("id", "rawId")},
        "type": "public-key",
        "response": {name: _websafe(response[name]) for name in kept},
        "clientExtensionResults": {"credProps": {"rk": True}},
    }


def _websafe(text: str) -> str:
    return websafe_encode(websafe_decode(text))


def _read(answer: str) -> Options | None:
    if len(answer) > MOST_BYTES:
        return None
    try:
        read = json.loads(answer)
    except (ValueError, RecursionError):
        return None
    return read if isinstance(read, dict) else None


def _plain(options: MutableMapping[str, Any]) -> Options:
    plain: Options = json.loads(json.dumps(dict(options), default=dict))
    return plain
