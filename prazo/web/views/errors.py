"""Pages for what went wrong: each says what happened and what to do next.

They ask the database for nothing, since it may be what went wrong.
"""

import secrets
import sys
from logging import getLogger

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import is_valid_path
from django.utils.translation import gettext as _
from psycopg.errors import ReadOnlySqlTransaction

from prazo.lib.refusal import Refusal
from prazo.web.seen import asked_by_itself

log = getLogger(__name__)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return page(
        request,
        400,
        _("That request cannot be read"),
        _("Go back, and try again from the page before."),
    )


def csrf(request: HttpRequest, reason: str = "") -> HttpResponse:
    return page(
        request,
        403,
        _("This form is too old"),
        _("Go back, load the page again and send the form once more. Copy what you wrote first."),
    )


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return page(
        request,
        403,
        _("Your role does not allow this"),
        _("An administrator of the desk can give you another role."),
    )


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    path = request.path_info
    other = path.rstrip("/") if path.endswith("/") else f"{path}/"
    if request.method in ("GET", "HEAD") and not is_valid_path(path) and is_valid_path(other):
        query = request.META.get("QUERY_STRING", "")
        return HttpResponsePermanentRedirect(f"{other}?{query}" if query else other)
    answer = page(
        request,
        404,
        _("There is nothing here for you"),
        _("It does not exist, or it belongs to a desk or a private team that you are not of."),
    )
    if asked_by_itself(request):  # what an open page shows was hidden meanwhile
        answer["HX-Refresh"] = "true"
    return answer


def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """What an action refused and no form shows: 409 for a conflict, 422 otherwise."""
    title = _("Somebody was faster") if refusal.conflict else _("That cannot be done")
    return page(request, 409 if refusal.conflict else 422, title, str(refusal))


def too_many(request: HttpRequest, seconds: int) -> HttpResponse:
    answer = page(
        request,
        429,
        _("Too many tries"),
        _("Wait %(seconds)s seconds, then try again.") % {"seconds": seconds},
    )
    answer["Retry-After"] = str(seconds)
    return answer


def too_long(request: HttpRequest) -> HttpResponse:
    """413: what was sent is not even looked at."""
    return page(
        request,
        413,
        _("That is too much at once"),
        _("Nothing of it was taken. Go back, and send fewer or smaller files."),
    )


def server_error(request: HttpRequest) -> HttpResponse:
    """500; and 503 while the database cannot be reached or takes no writes, which passes by
    itself."""
    error = sys.exc_info()[1]
    read_only = isinstance(getattr(error, "__cause__", None), ReadOnlySqlTransaction)
    if read_only or isinstance(error, (OperationalError, InterfaceError)):
        asks = request.method in ("GET", "HEAD")
        answer = page(
            request,
            503,
            _("The desk cannot reach its database"),
            _("Nothing you sent before is lost. This page tries again in ten seconds.")
            if asks
            else _(
                "What you sent just now may not have been taken. Go back to what you wrote, look"
                " whether it was, and if not send it again in a moment."
            ),
            again=10 if asks else None,
        )
        answer["Retry-After"] = "10"
        return answer
    code = secrets.token_hex(4)
    log.error("a page failed", extra={"code": code, "path": request.path[:200]})
    return page(
        request,
        500,
        _("Something broke on our side"),
        _("It was noted as %(code)s. Go back and try again; nothing was half done.")
        % {"code": code},
    )


def page(
    request: HttpRequest, status: int, title: str, says: str, again: int | None = None
) -> HttpResponse:
    """A whole page, or for htmx the sentence alone, put where messages go."""
    htmx = bool(request.headers.get("HX-Request"))
    template = "errors/notice.html" if htmx else "errors/page.html"
    context = {"status": status, "title": title, "says": says, "again": again}
    answer = render(request, template, context, status=status)
    if htmx:
        answer["HX-Retarget"] = "#notices"
        answer["HX-Reswap"] = "innerHTML"
    return answer
