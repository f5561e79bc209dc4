"""What the frame around every page needs. Nothing is read until a page with a frame is drawn:
pages for what went wrong have none, and ask the database for nothing."""

from functools import lru_cache, partial
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.functional import SimpleLazyObject
from django.utils.safestring import SafeString, mark_safe

from prazo.web import rail


def frame(request: HttpRequest) -> dict[str, Any]:
    language = translation.get_language() or "en"
    return {
        "version": settings.VERSION,
        "language": _tag(language),
        "head": partial(_still, language, "frame/head.html"),
        "keys": partial(_still, language, "frame/patterns.html", "frame/keys.html"),
        "rail": SimpleLazyObject(lambda: rail.queues(request)),
        "places": SimpleLazyObject(lambda: rail.places(request)),
    }


@lru_cache(maxsize=64)
def _still(language: str, *templates: str) -> SafeString:
    """What is the same on every page in the language that is active, drawn once."""
    return mark_safe("".join(render_to_string(one) for one in templates))  # noqa: S308


def _tag(language: str) -> str:
    base, _, region = language.partition("-")
    return f"{base}-{region.upper()}" if region else base
