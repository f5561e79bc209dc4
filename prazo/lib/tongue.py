"""In which language a public page speaks to somebody who is not signed in."""

from collections.abc import Sequence

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation.trans_real import parse_accept_lang_header


def tongue(request: HttpRequest, offered: Sequence[str]) -> str:
    """One of `offered` (tags such as pt-BR): what the address asks for, what was chosen once,
    what the browser prefers; else the first. Nothing is written down about the visitor."""
    chosen = (request.GET.get("lang", ""), request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, ""))
    preferred = parse_accept_lang_header(request.headers.get("Accept-Language", "")[:400])
    for wanted in (*chosen, *(tag for tag, _weight in preferred)):
        if found := _nearest(wanted.lower(), offered):
            return found
    return offered[0]


def _nearest(wanted: str, offered: Sequence[str]) -> str:
    """The tag itself, else one of its kin: pt for pt-BR, pt-BR for pt-PT."""
    exact = {tag.lower(): tag for tag in offered}
    if wanted in exact:
        return exact[wanted]
    base = wanted.partition("-")[0]
    kin = (tag for tag in offered if base and tag.partition("-")[0].lower() == base)
    return next(kin, "")
