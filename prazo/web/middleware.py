"""What every request passes: the reader's language, the rows it may touch, refusals made pages."""

import zoneinfo
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation

from prazo.accounts.models import Role
from prazo.lib import scope as scopes
from prazo.lib.refusal import Refusal
from prazo.web.views import errors

View = Callable[[HttpRequest], HttpResponse]


def locale(get_response: View) -> View:
    """The user's language and zone; a visitor's from the cookie or the browser."""

    def middleware(request: HttpRequest) -> HttpResponse:
        request.get_host()  # S01: 400 for a host that is not ours, whatever the page does with it
        user = request.user
        if user.is_authenticated:
            language = user.language.lower()
            zone = zoneinfo.ZoneInfo(user.time_zone)
        else:
            language, zone = translation.get_language_from_request(request), None
        with translation.override(language), timezone.override(zone):
            response = get_response(request)
            response.headers.setdefault("Content-Language", translation.get_language() or "en")
            if not user.is_authenticated:
                response.headers.setdefault("Vary", "Accept-Language, Cookie")
            return response

    return middleware


def scope(get_response: View) -> View:
    """Row-level security for the request: the desks its user works at, and nothing else."""

    def middleware(request: HttpRequest) -> HttpResponse:
        user = request.user
        desks: dict[int, Role] = {}
        request.desks = desks  # type: ignore[attr-defined]
        if not user.is_authenticated:
            return get_response(request)
        for desk, role in user.memberships.values_list("desk_id", "role"):
            desks[desk] = Role(role)
        with scopes.entered(scopes.of(desks)):
            return get_response(request)

    return middleware


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
