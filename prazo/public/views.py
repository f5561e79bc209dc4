"""The agreement's page for everybody: made of the file that runs the desk (B1), in its languages.

No session, no cookie, nothing about a visitor. What is shown is what a desk has published, and a
version never changes, so caches may keep it.
"""

import hashlib
from collections.abc import Callable
from datetime import date, datetime
from functools import lru_cache
from typing import Any, cast
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.views.decorators.http import require_safe

from prazo.accounts.models import Desk
from prazo.agreements import closed_dates
from prazo.agreements.models import Version
from prazo.agreements.phrases import say
from prazo.agreements.publish import LANGUAGE_NAMES, OtherVersion, context
from prazo.agreements.wording import day_words
from prazo.lib.tongue import tongue
from prazo.public.plain_file import plain_file
from prazo.public.shelf import Published, Shelf, shelf_of, shelves

FRESH_FOR = 300
"""Seconds for which a cache may answer in our place; an announcement is at most so late."""
TAGS = ("en", "pt-BR", "es", "de", "ru")

View = Callable[..., HttpResponseBase]


def anybody(view: View) -> View:
    """Open to the world, as the walk over all addresses asks of every view (AC13)."""
    view.permission = "anybody"  # type: ignore[attr-defined]
    return view


@anybody
@require_safe
def agreements(request: HttpRequest) -> HttpResponseBase:
    """The agreements of all desks."""
    language = tongue(request, TAGS)
    shown = [_entry(shelf, language) for shelf in shelves(timezone.now())]
    with translation.override(language.lower()):
        frame = {
            "language": language,
            "languages": [
                {
                    "tag": tag,
                    "name": LANGUAGE_NAMES[tag],
                    "href": f"?lang={tag}",
                    "current": tag == language,
                }
                for tag in TAGS
            ],
            "shown": shown,
            "stylesheet": static("public/agreement.css"),
        }
        page = render_to_string("agreements/index.html", frame)
    return _answer(request, page, language)


@anybody
@require_safe
def agreement(request: HttpRequest, desk: str) -> HttpResponseBase:
    """The one in force; before there is one, the one announced."""
    now = timezone.now()
    shelf = _shelf(desk, now)
    return _page(request, shelf, shelf.in_force, now)


@anybody
@require_safe
def agreement_version(request: HttpRequest, desk: str, version: str) -> HttpResponseBase:
    """A version that was, is, or is announced to be in force."""
    now = timezone.now()
    shelf = _shelf(desk, now)
    return _page(request, shelf, _published(shelf, version), now)


@anybody
@require_safe
def agreement_file(request: HttpRequest, desk: str, version: str) -> HttpResponseBase:
    """The file a version is, without its author's remarks, to compute with (B6)."""
    shelf = _shelf(desk, timezone.now())
    text = _file(_published(shelf, version).version.sha256)
    answer = _answer(request, text, "", "application/yaml; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{shelf.desk.slug}.yaml"'
    return answer


def _shelf(slug: str, now: datetime) -> Shelf:
    desk = Desk.objects.filter(slug=slug).first()
    shelf = shelf_of(desk, now) if desk is not None else None
    if shelf is None:
        raise Http404
    return shelf


def _published(shelf: Shelf, version: str) -> Published:
    found = shelf.named(version)
    if found is None:
        raise Http404
    return found


def _page(
    request: HttpRequest, shelf: Shelf, published: Published, now: datetime
) -> HttpResponseBase:
    languages = published.version.loaded().document.all_languages()
    language = tongue(request, languages)
    today = now.astimezone(ZoneInfo(shelf.desk.time_zone)).date()
    page = _rendered(
        published.version.sha256,
        language,
        today,
        published.since,
        published.begun,
        _others(shelf),
        closed_dates.revision(),
    )
    return _answer(request, page, language)


@lru_cache(maxsize=256)
def _rendered(
    sha256: str,
    language: str,
    today: date,
    since: date,
    begun: bool,
    others: tuple[OtherVersion, ...],
    closed: int,
) -> str:
    """A version never changes but for dates closed since: `closed` is their revision."""
    loaded = _kept(sha256).loaded()
    version = loaded.agreement.version
    here = next(other.href for other in others if other.version == version)
    shown: dict[str, Any] = context(
        loaded,
        language,
        today,
        href=lambda tag: f"?lang={tag}",
        versions=others if len(others) > 1 else (),
        file_href=f"{here}/file",
        stylesheet=static("public/agreement.css"),
    )
    holds = "page.in_force" if begun else "page.in_force_from"
    shown |= {  # the desk's word for it, where it adopted the file on another day than it says
        "effective": since.isoformat(),
        "in_force": say(holds, language, date=day_words(since, language)),
        "sha256": hashlib.sha256(_file(sha256).encode()).hexdigest(),
    }
    return render_to_string("agreement/page.html", shown)


@lru_cache(maxsize=64)
def _file(sha256: str) -> str:
    return plain_file(_kept(sha256).text)


def _kept(sha256: str) -> Version:
    return Version.objects.get(sha256=sha256)


def _others(shelf: Shelf) -> tuple[OtherVersion, ...]:
    return tuple(
        OtherVersion(
            one.version.version,
            one.since,
            reverse("agreement_version", args=[shelf.desk.slug, one.version.version]),
        )
        for one in shelf.versions
    )


def _entry(shelf: Shelf, language: str) -> dict[str, Any]:
    published = shelf.in_force
    document = published.version.loaded().document
    holds = "page.in_force" if published.begun else "page.in_force_from"
    return {
        "desk": shelf.desk.name,
        "href": f"{reverse('agreement', args=[shelf.desk.slug])}?lang={language}",
        "name": document.name.of(language),
        "spoken": document.name.spoken(language),
        "summary": document.summary.of(language) if document.summary else "",
        "version": say("page.version", language, version=published.version.version),
        "in_force": say(holds, language, date=day_words(published.since, language)),
    }


def _answer(
    request: HttpRequest,
    content: str,
    language: str,
    content_type: str = "text/html; charset=utf-8",
) -> HttpResponseBase:
    """Kept by caches for a while, and then asked for again only if it changed."""
    body = content.encode()
    etag = f'"{hashlib.sha256(settings.VERSION.encode() + body).hexdigest()[:32]}"'
    whole = HttpResponse(body, content_type=content_type)
    answer = cast(HttpResponse, get_conditional_response(request, etag=etag, response=whole))
    answer["ETag"] = etag
    answer["Cache-Control"] = f"public, max-age={FRESH_FOR}"
    if language:
        answer["Content-Language"] = language
    patch_vary_headers(answer, ("Accept-Language", "Cookie"))
    return answer
