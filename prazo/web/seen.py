"""Notes that a browser was here, every few minutes, so that people see where they are signed in."""

from ipaddress import ip_address
from time import monotonic

from django.http import HttpRequest
from django.utils import timezone

from prazo.accounts import sign_ins
from prazo.accounts.models import User
from prazo.web import visitor

EVERY = 300.0  # seconds
MOST = 20_000

_noted: dict[str, float] = {}
"""When this process last noted each session."""


def seen(request: HttpRequest) -> None:
    """For a request of somebody signed in; one statement every five minutes."""
    key, now = str(request.session.session_key), monotonic()
    if now - _noted.get(key, -EVERY) < EVERY:
        return
    if len(_noted) >= MOST:
        _noted.clear()
    _noted[key] = now
    assert isinstance(request.user, User)
    browser = request.headers.get("User-Agent", "").replace("\0", "")
    sign_ins.note(key, request.user, timezone.now(), browser, place(request))


def place(request: HttpRequest) -> str | None:
    try:
        return str(ip_address(visitor.address(request)))
    except ValueError:
        return None
