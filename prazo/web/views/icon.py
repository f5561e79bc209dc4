"""The icon, for browsers and programs that ask for /favicon.ico whatever a page says."""

from functools import lru_cache
from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from prazo.web.access import anybody

MARK = Path(__file__).resolve().parents[1] / "static" / "web" / "mark.svg"


@anybody
@require_safe
def icon(request: HttpRequest) -> HttpResponse:
    answer = HttpResponse(_mark(), content_type="image/svg+xml")
    answer["Cache-Control"] = "public, max-age=86400"
    return answer


@lru_cache
def _mark() -> bytes:
    return MARK.read_bytes()
