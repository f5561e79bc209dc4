"""In which language pages speak: the user's own setting, or a visitor's cookie."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from prazo.web.access import anybody
from prazo.web.entry import local_path
from prazo.web.strangers import refuse_strangers

YEAR = 365 * 24 * 3600


@anybody
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """An unknown language changes nothing."""
    refuse_strangers(request.POST, {"language", "next"})
    wanted = request.POST.get("language", "").lower()
    answer = redirect(local_path(request.POST.get("next", "")))
    if wanted not in dict(settings.LANGUAGES):
        return answer
    if request.user.is_authenticated:
        request.user.language = wanted
        request.user.save(update_fields=["language"])
    answer.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        wanted,
        max_age=YEAR,
        secure=request.is_secure(),
        httponly=True,
        samesite="Lax",
    )
    return answer
