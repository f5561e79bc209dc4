"""Proof that who sits here now is who signed in: asked for before factors are looked at or changed.

A stolen session alone must not be enough to make itself at home.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

PROVED = "prazo.proved"
LINKED = "prazo.linked"
HOLDS = timedelta(minutes=15)
View = Callable[..., HttpResponseBase]


def proved(view: View) -> View:
    """Ask first, then come back; what was posted meanwhile is posted again by hand."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if is_proved(request, timezone.now()):
            return view(request, *args, **kwargs)
        return ask_for_proof(
            request.get_full_path() if request.method == "GET" else reverse("factors")
        )

    return guarded


def ask_for_proof(onward: str) -> HttpResponseRedirect:
    return HttpResponseRedirect(f"{reverse('proof')}?{urlencode({'next': onward})}")


def note_proof(request: HttpRequest, now: datetime) -> None:
    request.session[PROVED] = now.timestamp()


def is_proved(request: HttpRequest, now: datetime) -> bool:
    return _is_fresh(request, PROVED, now)


def note_link(request: HttpRequest, now: datetime) -> None:
    request.session[LINKED] = now.timestamp()


def came_by_link(request: HttpRequest, now: datetime) -> bool:
    """A moment ago, by one that signs in once: for who has forgotten the password."""
    return _is_fresh(request, LINKED, now)


def forget_link(request: HttpRequest) -> None:
    request.session.pop(LINKED, None)


def _is_fresh(request: HttpRequest, mark: str, now: datetime) -> bool:
    at = request.session.get(mark)
    return isinstance(at, float) and 0 <= now.timestamp() - at < HOLDS.total_seconds()
