"""What the frame around every page needs. Nothing is read until a page with a frame is drawn:
pages for what went wrong have none, and ask the database for nothing."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import translation
from django.utils.functional import SimpleLazyObject

from prazo.web import rail


def frame(request: HttpRequest) -> dict[str, Any]:
    return {
        "version": settings.VERSION,
        "language": _tag(translation.get_language() or "en"),
        "rail": SimpleLazyObject(lambda: rail.queues(request)),
        "places": SimpleLazyObject(lambda: rail.places(request)),
    }


def _tag(language: str) -> str:
    base, _, region = language.partition("-")
    return f"{base}-{region.upper()}" if region else base
