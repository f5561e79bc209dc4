"""Notes that somebody was here, every few minutes: people see where they are signed in, and a
session that nobody uses ends. What an open page asks by itself is no use of it."""

from time import monotonic

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from prazo.accounts import sign_ins
from prazo.accounts.models import User
from prazo.web import visitor

EVERY = 300.0  # seconds
MOST = 20_000

BY_ITSELF = frozenset({"queue", "ticket", "told", "board", "again", "counts", "bulks"})
"""Ids of the parts of pages that ask for themselves again, as htmx names who asks; after a `.`
stands what makes one new each time. The wall is not among them: it is used by being looked at."""

_noted: dict[str, float] = {}
"""When this process last noted each session."""


def seen(request: HttpRequest) -> None:
    """For a request of somebody signed in; one statement every five minutes."""
    key, now = str(request.session.session_key), monotonic()
    if now - _noted.get(key, -EVERY) < EVERY or asked_by_itself(request):
        return
    if len(_noted) >= MOST:
        _noted.clear()
    _noted[key] = now
    assert isinstance(request.user, User)
    browser = request.headers.get("User-Agent", "").replace("\0", "")
    sign_ins.note(key, request.user, timezone.now(), browser, visitor.place(request))


def asked_by_itself(request: HttpRequest) -> bool:
    if request.path == reverse("live"):
        return True
    return request.headers.get("HX-Source", "").rpartition("#")[2].partition(".")[0] in BY_ITSELF
