"""What every request passes: whose it is, the reader's language, the rows it may touch, refusals
made pages."""

import zoneinfo
from collections.abc import Callable
from itertools import chain

from csp.constants import HEADER
from csp.utils import build_policy
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, get_user
from django.contrib.sessions.backends.base import SessionBase
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.crypto import constant_time_compare

from prazo.accounts.factors.held import has_factor, must_have
from prazo.accounts.models import Role, User
from prazo.lib import scope as scopes
from prazo.lib.refusal import Refusal
from prazo.web.entry import STRONG
from prazo.web.seen import seen
from prazo.web.sessions import SessionStore
from prazo.web.views import errors

View = Callable[[HttpRequest], HttpResponse]
OWN = "Prazo-Own"


def policy(get_response: View) -> View:
    """What a page may load and where its forms may lead (X02), as the settings say it: the same on
    every answer but those that say it themselves, so it is put together once. And that the answer
    is the desk's own, and no proxy's (live.js)."""
    said = build_policy()

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault(HEADER, said)
        response.headers[OWN] = "1"
        return response

    return middleware


def who(get_response: View) -> View:
    """Sets `user`: whoever the session was opened for, while it is as it was then (AC06)."""

    def middleware(request: HttpRequest) -> HttpResponse:
        request.user = _holder(request.session) or get_user(request)
        if request.user.is_authenticated:
            seen(request)
        return get_response(request)

    return middleware


def _holder(session: SessionBase) -> User | None:
    """As `django.contrib.auth.get_user` looks at it, without asking the database once more;
    whatever is not plainly right is left for that to judge."""
    backend, mark = session.get(BACKEND_SESSION_KEY), session.get(HASH_SESSION_KEY)
    user: User | None = getattr(session, "user", None)
    if user is None or backend not in settings.AUTHENTICATION_BACKENDS or not mark:
        return None
    return user if constant_time_compare(mark, user.get_session_auth_hash()) else None


def locale(get_response: View) -> View:
    """The user's language and zone; a visitor's from the cookie or the browser."""

    def middleware(request: HttpRequest) -> HttpResponse:
        request.get_host()  # S01: 400 for a host that is not ours, whatever the page does with it
        if "%00" in request.META.get("QUERY_STRING", ""):  # no text in the database can have it
            raise BadRequest("a sign that no text has")
        if "\0" in request.path_info:
            raise Http404
        user = request.user
        if user.is_authenticated:
            language = user.language.lower()
            zone = zoneinfo.ZoneInfo(user.time_zone)
        else:
            language, zone = translation.get_language_from_request(request), None
        with translation.override(language), timezone.override(zone):
            too_long = getattr(request, "too_long", False)
            response = errors.too_long(request) if too_long else get_response(request)
            response.headers.setdefault("Content-Language", translation.get_language() or "en")
            if not user.is_authenticated:
                response.headers.setdefault("Vary", "Accept-Language, Cookie")
            return response

    return middleware


def scope(get_response: View) -> View:
    """Row-level security for the request: the desks its user works at, and nothing else. Who must
    have two factors and has not sees nothing at all before."""

    def middleware(request: HttpRequest) -> HttpResponse:
        user = request.user
        desks: dict[int, Role] = {}
        closed: dict[int, list[int]] = {}
        request.desks, request.closed = desks, closed  # type: ignore[attr-defined]
        request.must_set_up = user.is_authenticated and _lacks_factor(request, user)  # type: ignore[attr-defined]
        if not user.is_authenticated or request.must_set_up:  # type: ignore[attr-defined]
            return get_response(request)
        for desk, role, teams in _memberships(request, user):
            desks[desk] = role
            if teams:
                closed[desk] = teams
        with scopes.entered(scopes.of_person(user.pk, desks, chain(*closed.values()))):
            return get_response(request)

    return middleware


def _memberships(request: HttpRequest, user: User) -> list[tuple[int, Role, list[int]]]:
    """Desk, role, and which of its teams are closed to him."""
    brought: SessionStore = request.session  # type: ignore[assignment]
    if brought.user is user and brought.roles is not None and brought.closed is not None:
        known = brought.closed
        return [(desk, role, known.get(desk, [])) for desk, role in brought.roles.items()]
    found = user.memberships.values_list("desk_id", "role", "closed")
    return [(desk, Role(role), teams) for desk, role, teams in found]


def _lacks_factor(request: HttpRequest, user: User) -> bool:
    """Unless the identity provider that signed him in has asked for two itself."""
    if request.session.get(STRONG):
        return False
    brought: SessionStore = request.session  # type: ignore[assignment]
    if brought.user is user:
        return brought.lacks_factor
    return must_have(user) and not has_factor(user)


class RefusalMiddleware:
    """A refusal no view drew beside its field becomes a page that says it."""

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, Refusal):
            return None
        return errors.refused(request, exception)


refusal = RefusalMiddleware
