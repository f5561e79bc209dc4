"""A whole page with the frame around it, for the pages that are looked at most."""

from collections.abc import Hashable, Mapping
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.safestring import SafeString, mark_safe

from prazo.web import bell, rail, waiting
from prazo.web.shown import company
from prazo.web.shown.due import zone_name
from prazo.web.stencil import Stencil

FOOT = ("frame/patterns.html", "frame/keys.html", "frame/palette.html", "frame/htmx.html")
HOLES = ("rail", "bell", "bulks", "reader", "reader_id", "zone", "csrf_token", "query")


def page(
    request: HttpRequest,
    stencil: Stencil,
    words: Mapping[str, object],
    status: int = 200,
    **variant: Hashable,
) -> HttpResponse:
    """`stencil` is of a template that extends base.html, and names HOLES among its own."""
    around = {
        "rail": rail.drawn(request),
        "bell": bell.drawn(request),
        "bulks": waiting.drawn(request),
        "reader": str(request.user),
        "reader_id": request.user.pk,
        "zone": zone_name(),
        "csrf_token": words.get("csrf_token") or get_token(request),
        "query": "",
    }
    shown = stencil.filled(
        {**around, **words},
        still,
        places=rail.places(request),
        opens_tickets=rail.opens_tickets(request),
        **variant,
    )
    return HttpResponse(shown, status=status)


def still() -> dict[str, Any]:
    """What is the same on every page in the language that is active."""
    language = translation.get_language() or "en"
    return {
        "version": settings.VERSION,
        "language": _tag(language),
        "head": _drawn(language, "frame/head.html"),
        "foot": _drawn(language, *FOOT),
    }


@lru_cache(maxsize=64)
def _drawn(language: str, *templates: str) -> SafeString:
    around = {"company": company.words()}
    return mark_safe("".join(render_to_string(one, around) for one in templates))  # noqa: S308


def _tag(language: str) -> str:
    base, _, region = language.partition("-")
    return f"{base}-{region.upper()}" if region else base
